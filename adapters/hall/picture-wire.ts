/** The message log of devices that deliver pictures of papers and people: that one came is logged, the picture itself is not (R-I02). */
import type { Call, WireEntry } from "../../core/exchange/adapter.ts";

const PICTURE = /^\s*(?:image\/|application\/(?:pdf|octet-stream)\b)/i;

const withoutPicture = (entry: WireEntry): WireEntry =>
  entry.direction === "in" && PICTURE.test(entry.contentType ?? "") && entry.bytes.length > 0
    ? {
        ...entry,
        contentType: "text/plain",
        bytes: new TextEncoder().encode(`[${entry.bytes.length} bytes, ${entry.contentType}]`),
      }
    : entry;

/** The same call, whose log says of a picture only how large it was. */
export const withoutPictures = <C extends Pick<Call, "wire">>(call: C): C => ({
  ...call,
  wire: (entry: WireEntry) => call.wire(withoutPicture(entry)),
});
