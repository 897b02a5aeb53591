/**
 * How text looks that is printed as a picture: what an eye must know to read it from the paper. Vietnamese is complete in this typeface
 * (@expo-google-fonts/be-vietnam-pro, OFL; the web packages are cut into subsets and are not).
 */
export const TYPEFACE = {
  regular: "@expo-google-fonts/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf",
  bold: "@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf",
} as const;

/** One line of text is one picture: so high, with its baseline there, as shares of the type size. Bold Ẳ rises 1.235 above, ạ sinks 0.25 below. */
export const LINE = { height: 1.54, baseline: 1.26 } as const;
