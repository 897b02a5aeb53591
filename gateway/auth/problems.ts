/** What a caller is told that is not let in: which proof failed and what to do. Nobody learns which half of a proof was right. */
import { type Bilingual, type Problem, problem } from "../problem.ts";

const REALM = 'realm="lienthong"';
/** The schemes of this hub (RFC 9110 §11.6.1); a certificate is no HTTP scheme and is named in the hint. */
const challenge = (error?: string): string =>
  `Bearer ${REALM}${error === undefined ? "" : `, error="${error}"`}, LT-HMAC-SHA256 ${REALM}`;

const WAYS: Bilingual = {
  vi: "Gửi Authorization: Bearer <khóa API hoặc mã truy cập>, X-API-Key: <khóa API>, yêu cầu ký LT-HMAC-SHA256, hoặc dùng chứng thư máy khách.",
  en: "Send Authorization: Bearer <API key or access token>, X-API-Key: <API key>, a request signed by LT-HMAC-SHA256, or use a client certificate.",
};

const refused = (code: string, detail: Bilingual, hint: Bilingual, more: Partial<Problem> & { error?: string } = {}): Problem => {
  const { error, ...parts } = more;
  return problem(401, code, { detail, hint, ...parts, headers: { "www-authenticate": challenge(error), ...parts.headers } });
};

/** Those that a guesser gets: they count against its address. */
const GUESSES: ReadonlySet<string> = new Set([
  "partner.unknown-key",
  "partner.bad-token",
  "partner.bad-signature",
  "partner.replayed",
]);

const NEW_TOKEN: Bilingual = {
  vi: "Xin mã truy cập mới tại POST /oauth/token.",
  en: "Ask for a new token at POST /oauth/token.",
};
const SIGNING: Bilingual = {
  vi: "Kiểm tra mã thông tin xác thực, bí mật, và chuỗi ký: phương thức, đường dẫn kèm truy vấn, dấu thời gian, nonce, X-Content-SHA256.",
  en: "Check credential id, secret, and what is signed: method, path with query, time stamp, nonce, X-Content-SHA256.",
};
/** A bearer's refusal, as RFC 6750 §3.1 names it. */
const badBearer = (code: string, detail: Bilingual, hint: Bilingual): Problem =>
  refused(code, detail, hint, { error: "invalid_token" });
const badSignature = (detail: Bilingual): Problem => refused("partner.bad-signature", detail, SIGNING);

export const IDENTITY = {
  /** Whether the refusal is of a kind that guessing makes. */
  isGuess: (given: Problem): boolean => GUESSES.has(given.code),
  nothing: (): Problem => refused("partner.no-key", { vi: "Thiếu thông tin xác thực.", en: "No credentials." }, WAYS),
  unknownKey: (): Problem =>
    badBearer(
      "partner.unknown-key",
      { vi: "Khóa API không đúng hoặc đã bị thu hồi.", en: "The API key is wrong or withdrawn." },
      WAYS,
    ),
  badToken: (): Problem =>
    badBearer("partner.bad-token", { vi: "Mã truy cập không hợp lệ.", en: "The access token is not valid." }, NEW_TOKEN),
  tokenExpired: (): Problem =>
    badBearer(
      "partner.token-expired",
      { vi: "Mã truy cập đã hết hạn hoặc bị thu hồi.", en: "The access token has expired or was withdrawn." },
      NEW_TOKEN,
    ),
  malformedSignature: (): Problem =>
    badSignature({
      vi: "Tiêu đề chữ ký thiếu phần hoặc sai dạng: Credential, Timestamp, Nonce (16–64 ký tự), Signature (base64url) và X-Content-SHA256 (hex).",
      en: "The signature's headers lack a part or are malformed: Credential, Timestamp, Nonce (16–64 characters), Signature (base64url) and X-Content-SHA256 (hex).",
    }),
  badSignature: (): Problem => badSignature({ vi: "Chữ ký của yêu cầu không đúng.", en: "The request's signature is wrong." }),
  /** `now`: the hub's real time in milliseconds, so that the caller can set its clock. */
  staleTimestamp: (now: number): Problem =>
    refused(
      "partner.stale-timestamp",
      {
        vi: `Dấu thời gian lệch quá 5 phút so với giờ của trục: ${new Date(now).toISOString()}.`,
        en: `The time stamp is more than 5 minutes from the hub's clock: ${new Date(now).toISOString()}.`,
      },
      { vi: "Chỉnh đồng hồ máy gửi rồi ký lại với nonce mới.", en: "Set the sender's clock and sign again with a new nonce." },
      { details: { hubTime: new Date(now).toISOString() } },
    ),
  replayed: (): Problem =>
    refused(
      "partner.replayed",
      { vi: "Nonce này đã dùng: yêu cầu bị gửi lại.", en: "This nonce was used before: the request is a replay." },
      {
        vi: "Mỗi lần gửi, kể cả gửi lại, ký với nonce mới; dùng Idempotency-Key để không bị ghi hai lần.",
        en: "Sign each sending, also a repeated one, with a new nonce; Idempotency-Key keeps it from being done twice.",
      },
    ),
  badCertificate: (): Problem =>
    refused(
      "partner.bad-certificate",
      { vi: "Tiêu đề Client-Cert không phải một chứng thư.", en: "The Client-Cert header holds no certificate." },
      {
        vi: "Cấu hình máy chủ TLS gửi chứng thư DER theo RFC 9440: Client-Cert: :<base64>:.",
        en: "Have the TLS proxy send the DER certificate as RFC 9440 says: Client-Cert: :<base64>:.",
      },
    ),
  unknownCertificate: (): Problem =>
    refused(
      "partner.unknown-certificate",
      {
        vi: "Chứng thư máy khách chưa được đăng ký cho hệ thống nào.",
        en: "The client certificate is registered for no system.",
      },
      {
        vi: "Đề nghị người vận hành đăng ký vân tay SHA-256 của chứng thư.",
        en: "Ask the operator to register the certificate's SHA-256 fingerprint.",
      },
    ),
  certificateExpired: (): Problem =>
    refused(
      "partner.certificate-expired",
      {
        vi: "Chứng thư máy khách đã hết hạn hoặc chưa có hiệu lực.",
        en: "The client certificate has expired or is not valid yet.",
      },
      { vi: "Dùng chứng thư còn hiệu lực.", en: "Use a certificate that is valid now." },
    ),
  twoIdentities: (): Problem =>
    refused(
      "partner.two-identities",
      {
        vi: "Yêu cầu xưng danh hai hệ thống khác nhau.",
        en: "The request proves two different systems.",
      },
      { vi: "Chỉ gửi thông tin xác thực của một hệ thống.", en: "Send the credentials of one system only." },
    ),
} as const;
