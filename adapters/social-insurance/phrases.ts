/**
 * What the gateway's answers mean. Codes that are sure by themselves decide; under 205, 207 and unknown ones the words do
 * (Phụ lục 02 to công văn 3220/BHXH-CNTT for the codes; 206, 207 and all words are ours, contract/gateway.ts).
 */
import { BUSY_PHRASES, type Meaning, type PhraseReading, phraseTable } from "../kit/phrases.ts";
import { CODES, PHRASES } from "./contract/gateway.ts";

export const phrases = phraseTable("social-insurance", [
  { says: PHRASES.duplicate, means: "duplicate", code: "exists" },
  { says: "đã tồn tại", means: "duplicate", code: "exists" },
  { says: `phiên làm việc ${PHRASES.expired}`, means: "session", code: "session" },
  { says: `token ${PHRASES.expired}`, means: "session", code: "session" },
  { says: "token hết hạn", means: "session", code: "session" },
  { says: PHRASES.tooOld, means: "rejected", code: "too-old" },
  { says: "không thuộc đối tượng", means: "rejected", code: "not-entitled" },
  { says: PHRASES.final, means: "rejected", code: "final" },
  { says: "không ở trạng thái chờ bổ sung", means: "rejected", code: "not-asked" },
  { says: "không tồn tại", means: "rejected", code: "not-found" },
  ...BUSY_PHRASES,
  { says: "mật khẩu", means: "pause", code: "credentials" },
  { says: "id_token", means: "pause", code: "credentials" },
  { says: "mã cơ sở", means: "pause", code: "facility" },
  { says: "macskcb", means: "pause", code: "facility" },
  { says: "thẻ gốc", means: "bug", code: "malformed" },
  { says: "base64", means: "bug", code: "malformed" },
  { says: "thiếu", means: "bug", code: "malformed" },
  { says: "không đúng định dạng", means: "bug", code: "malformed" },
  { says: "không hợp lệ", means: "bug", code: "malformed" },
  { says: "không đọc được", means: "bug", code: "malformed" },
  { says: "không có trong danh mục", means: "bug", code: "malformed" },
]);

const SURE: Readonly<Record<string, readonly [Meaning, string]>> = {
  [CODES.done]: ["ok", "done"],
  [CODES.duplicate]: ["duplicate", "exists"],
  [CODES.sessionExpired]: ["session", "session"],
  // "Lỗi server": nobody knows how far it got.
  [CODES.serverError]: ["unknown", "server-error"],
  [CODES.tooLarge]: ["rejected", "too-large"],
};
/** What a code means where its words say nothing. */
const UNSURE: Readonly<Record<string, readonly [Meaning, string]>> = {
  [CODES.badFile]: ["bug", "malformed"],
  [CODES.refused]: ["rejected", "refused"],
};
/** About our account, whatever the words ("tài khoản không tồn tại" is no refusal of a dossier), unless they say that the token has ended. */
const ACCOUNT: Readonly<Record<string, string>> = {
  [CODES.credentials]: "credentials",
  [CODES.facility]: "facility",
  [CODES.locked]: "locked",
};

/** Reads one answer by its code and its words. */
export const readAnswer = (code: string, words: string): PhraseReading => {
  const shown = `${words.normalize("NFC").trim() || "không có lời giải thích"} (mã ${code})`.slice(0, 500);
  const reading = (means: Meaning, last: string): PhraseReading => ({ means, code: `social-insurance.${last}`, shown });
  const sure = SURE[code];
  if (sure !== undefined) return reading(...sure);
  const said = phrases.read(words);
  const account = ACCOUNT[code];
  if (account !== undefined && said.means !== "session") return reading("pause", account);
  if (!said.code.endsWith(".unmatched")) return { ...said, shown };
  return reading(...(UNSURE[code] ?? ["pause", "unmatched"]));
};
