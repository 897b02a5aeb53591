/** What cameras and scanners deliver as pictures. */

/** How far before the end the last mark may stand: some devices pad their files. */
const TAIL = 1024;
const MARK = 0xff;
const START_OF_SCAN = 0xda;

/**
 * Where the picture's own dots begin (behind its first SOS), by the lengths of the segments before it; undefined where they do not come so far.
 * ITU-T T.81 annex B.
 */
const dotsAt = (bytes: Uint8Array): number | undefined => {
  for (let at = 2; at + 3 < bytes.length && bytes[at] === MARK; ) {
    // Any number of FF may fill the room before a marker.
    if (bytes[at + 1] === MARK) at += 1;
    else if (bytes[at + 1] === START_OF_SCAN) return at;
    else at += 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
  }
  return undefined;
};

/**
 * A whole JPEG: with its end, because half a picture looks like one to everybody who only reads its head. The end of the little picture that cameras
 * put into the head (EXIF) is not its end.
 */
export const isJpeg = (bytes: Uint8Array): boolean => {
  const dots = bytes[0] === MARK && bytes[1] === 0xd8 ? dotsAt(bytes) : undefined;
  if (dots === undefined) return false;
  return Buffer.from(bytes.subarray(Math.max(dots, bytes.length - TAIL))).includes("\u00ff\u00d9", 0, "latin1");
};
