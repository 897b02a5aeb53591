/** What would be personal or secret in a log line, by its form. Ids of ours (UUID, traceparent, dossier code, hash) look otherwise. */
const ALONE = { before: String.raw`(?<![\w.:-])`, after: String.raw`(?![\w:-]|\.\d)` };
const alone = (pattern: string): RegExp => new RegExp(`${ALONE.before}(?:${pattern})${ALONE.after}`, "u");

const SURNAMES = "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Đinh|Trịnh|Mai|Cao";

export const PERSONAL: Readonly<Record<string, RegExp>> = {
  "identity number": alone(String.raw`\d{12}`),
  "old identity number": alone(String.raw`\d{9}`),
  phone: alone(String.raw`(?:0|\+?84)\d{9}`),
  "tax code": alone(String.raw`\d{10}(?:-\d{3})?`),
  "e-mail": /[\w.+-]+@[\w-]+\.[a-z]{2,}/iu,
  name: new RegExp(`(?:${SURNAMES})(?: \\p{Lu}\\p{Ll}+){1,4}`, "u"),
  address: /(?<!\p{L})(?:số nhà|đường|thôn|tổ dân phố|ấp|ngõ|hẻm)\s+\S/iu,
  "birth date": /(?:birthDate|ngaySinh)"?\s*[:=]/iu,
  "API key": /lt_[a-z0-9-]+_[\w-]{20,}/u,
  token: /eyJ[\w-]{10,}\.[\w-]{10,}/u,
  "webhook secret": /whsec_[\w+/=-]{10,}/u,
};

/** Names of the kinds that a text holds. */
export const personalIn = (text: string): readonly string[] =>
  Object.entries(PERSONAL).flatMap(([kind, pattern]) => (pattern.test(text) ? [kind] : []));
