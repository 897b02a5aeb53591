/** How partner systems prove themselves, as the OpenAPI document says it. */
import { SCOPES, type Scope } from "../../core/partners/scopes.ts";
import { SIGNATURE_SCHEME } from "./signing.ts";

/** What each scope allows, Vietnamese first. */
const SCOPE_TEXTS: Readonly<Record<Scope, string>> = {
  "dossier.read": "Xem hồ sơ / read dossiers",
  "dossier.submit": "Nộp, sửa, bổ sung, rút hồ sơ / submit, amend, supplement, withdraw",
  "dossier.handle": "Tiếp nhận, giải quyết, trả kết quả / handle dossiers",
  "transfer.answer": "Trả lời chặng liên thông / answer transfers",
  file: "Tải tệp lên, xuống / upload and download files",
  catalog: "Danh mục / catalogs",
  "event.read": "Theo dõi dòng sự kiện / follow the event feed",
  subscription: "Đăng ký nhận tin / manage webhooks",
  fee: "Phí, lệ phí / fees and payments",
  operate: "Vận hành / operate the hub",
};

/** The security schemes of all doors for partner systems. */
export const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "Khóa API của hệ thống gọi / the partner's API key" },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
  oauth2: {
    type: "oauth2",
    description: "Mã truy cập 10 phút, cấp cho mã và bí mật của hệ thống / an access token for client id and secret",
    flows: {
      clientCredentials: {
        tokenUrl: "/oauth/token",
        scopes: Object.fromEntries(SCOPES.map((scope) => [scope, SCOPE_TEXTS[scope]])),
      },
    },
  },
  signature: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: `${SIGNATURE_SCHEME} Credential=<id>, Timestamp=<ISO 8601>, Nonce=<16–64>, Signature=<base64url>. Chữ ký HMAC-SHA256 trên các dòng, nối bằng xuống dòng / HMAC-SHA256 over lines joined by line feeds: "${SIGNATURE_SCHEME}", METHOD, path?query, timestamp, nonce, X-Content-SHA256.`,
  },
  contentHash: {
    type: "apiKey",
    in: "header",
    name: "X-Content-SHA256",
    description: "SHA-256 của thân yêu cầu, hex chữ thường / of the body, lower-case hex",
  },
  certificate: { type: "mutualTLS", description: "Chứng thư máy khách đã đăng ký / a registered client certificate" },
} as const;
