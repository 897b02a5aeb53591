/**
 * Keys on the glass, for kiosks without a keyboard. Real buttons, so that a keyboard and a screen reader can press them too; the script types
 * what they say into their field. Letters without accents suffice: the search knows no accents.
 */
import type { FC } from "hono/jsx";
import type { Lang } from "../text.ts";
import { tk } from "./kiosk-texts.ts";

const Key: FC<{ readonly value: string; readonly text: string; readonly label?: string; readonly wide?: boolean }> = ({
  value,
  text,
  label,
  wide,
}) => (
  <button
    type="button"
    class={`key ${wide === true ? "wide" : ""}`}
    data-key={value}
    {...(label === undefined ? {} : { "aria-label": label })}
  >
    {text}
  </button>
);

const rowsOf = (rows: readonly string[]) =>
  rows.map((row) => (
    <div class="key-row">
      {[...row].map((key) => (
        <Key value={key} text={key} />
      ))}
    </div>
  ));

/** Digits first: codes are mostly digits; the letters and marks that dossier codes have (H57.101-260213-0001). */
export const CodeKeys: FC<{ readonly lang: Lang; readonly input: string }> = ({ lang, input }) => (
  <fieldset class="keys code-keys" aria-label={tk(lang, "keypad")} data-keys-for={input}>
    {rowsOf(["123", "456", "789"])}
    <div class="key-row">
      <Key value="-" text="–" label="-" />
      <Key value="0" text="0" />
      <Key value="." text="." />
    </div>
    <div class="key-row">
      {["H", "K", "G"].map((letter) => (
        <Key value={letter} text={letter} />
      ))}
    </div>
    <div class="key-row">
      <Key value="clear" text={tk(lang, "eraseAll")} wide />
      <Key value="back" text={`⌫ ${tk(lang, "erase")}`} label={tk(lang, "erase")} wide />
    </div>
  </fieldset>
);

/** Letters as people know them from their telephones. */
export const TextKeys: FC<{ readonly lang: Lang; readonly input: string }> = ({ lang, input }) => (
  <fieldset class="keys text-keys" aria-label={tk(lang, "keypad")} data-keys-for={input}>
    {rowsOf(["1234567890", "qwertyuiop", "asdfghjkl"])}
    <div class="key-row">
      {[..."zxcvbnm"].map((key) => (
        <Key value={key} text={key} />
      ))}
      <Key value="back" text="⌫" label={tk(lang, "erase")} wide />
    </div>
    <div class="key-row">
      <Key value="clear" text={tk(lang, "eraseAll")} wide />
      <Key value="space" text={tk(lang, "space")} wide />
    </div>
  </fieldset>
);
