/** What cameras and scanners deliver as pictures. */

/** How far before the end the last mark may stand: some devices pad their files. */
const TAIL = 1024;

/** A whole JPEG: with its end, because half a picture looks like one to everybody who only reads its head. */
export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff &&
  bytes[1] === 0xd8 &&
  bytes[2] === 0xff &&
  Buffer.from(bytes.subarray(-TAIL)).includes("\u00ff\u00d9", 0, "latin1");
