/** /openapi.json (OpenAPI 3.1, from the doors' own schemas) and /docs (Swagger UI from node_modules: works without a network). */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { SECURITY_SCHEMES } from "../auth/schemes.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import { TAGS } from "../tags.ts";

const INFO = {
  title: "Trục liên thông hồ sơ một cửa — API / lienthong hub API",
  version: "1",
  description: [
    "Cổng, cơ quan chuyên môn và bưu chính nối vào trục qua các đường dẫn này. Mọi lỗi là tài liệu RFC 9457 (application/problem+json) bằng tiếng Việt và tiếng Anh.",
    "Portals, agencies and the post connect to the hub here. Every error is an RFC 9457 problem document in Vietnamese and English.",
    "",
    "**Idempotency-Key**: bắt buộc khi nộp hồ sơ, nên dùng ở mọi lệnh. Khóa thuộc riêng từng hệ thống gọi: cùng khóa cùng nội dung nhận lại đúng câu trả lời cũ với `Idempotent-Replayed: true`; cùng khóa khác nội dung: 409. / Required on submission, advised on every command. Keys belong to the calling partner: same key and body give the stored answer; another body gives 409.",
    "",
    "**If-Match**: phiên bản (ETag) đã đọc; hồ sơ đã đổi thì 412. / The version read before; 412 when it is stale.",
    "",
    "**Xác thực**: khóa API, mã truy cập (POST /oauth/token), yêu cầu ký HMAC hoặc chứng thư máy khách; mỗi hệ thống chỉ thấy hồ sơ của cơ quan mình. Quá số lượt mỗi phút hoặc dung lượng mỗi ngày: 429 với Retry-After. / Authentication: API key, access token, HMAC-signed request or client certificate; each system sees its agencies' dossiers only. Over the rate or the day's quota: 429 with Retry-After.",
    "",
    "**Lượt xem (R-I02)**: mọi lần xem dữ liệu cá nhân được ghi lại trước khi hiển thị; nêu mục đích ở `X-Purpose` (UTF-8 mã hóa phần trăm), người xem ở `X-On-Behalf-Of`. / Every look at personal data is recorded before it is shown; say what for in `X-Purpose` and for whom in `X-On-Behalf-Of`.",
    "",
    "**Nhập muộn (R-B12)**: thêm `at` (thời điểm thật) và `lateEntry` (lý do, người nhập) vào thân lệnh. / Late entry: add `at` and `lateEntry` to the command's body.",
  ].join("\n"),
} as const;

const SWAGGER = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const ASSETS: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

// Swagger UI sets inline styles; scripts come from our own origin only.
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tài liệu API — Trục liên thông hồ sơ một cửa</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<noscript>Trang này cần JavaScript. Tài liệu dạng máy đọc: <a href="/openapi.json">/openapi.json</a>.</noscript>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null, displayRequestDuration: true });\n`;

/** The OpenAPI 3.1 document of all doors added so far. */
export const openApiDocument = (app: OpenAPIHono<GatewayEnv>): ReturnType<OpenAPIHono["getOpenAPI31Document"]> =>
  app.getOpenAPI31Document({ openapi: "3.1.0", info: INFO, servers: [{ url: "/" }], tags: [...TAGS] });

/** Adds the security schemes, /openapi.json and /docs; last, when all doors are there. */
export const addDocs = (app: OpenAPIHono<GatewayEnv>): void => {
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES))
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  // The doors do not change while the process lives.
  let text: string | undefined;
  app.get("/openapi.json", (c) => {
    text ??= JSON.stringify(openApiDocument(app));
    return c.body(text, 200, { "content-type": "application/json; charset=utf-8", "cache-control": "public, max-age=60" });
  });
  app.get("/docs", (c) => c.html(PAGE, 200, { "content-security-policy": CSP }));
  app.get("/docs/start.js", (c) => c.body(START, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/docs/:file", async (c) => {
    const file = c.req.param("file");
    const type = Object.hasOwn(ASSETS, file) ? ASSETS[file] : undefined;
    if (type === undefined) return answerProblem(c, PROBLEMS.unknownPath());
    return c.body(new Uint8Array(await readFile(join(SWAGGER, file))), 200, {
      "content-type": type,
      "cache-control": "public, max-age=3600",
    });
  });
};
