/** What the OpenAPI document says of this door: its addresses, the envelope, and every field of the lists, from the very schemas that check them. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { GatewayEnv } from "../env.ts";
import type { Tag } from "../tags.ts";
import { DSTCODE, FORWARD_ROADS, LOGIN_PATH, SERVICES, WRAPPER_ROAD } from "./protocol.ts";
import { progressRow, record, stateReport } from "./record.ts";

const TAG: Tag = "dvcqg";

/** JSON Schema of what a client sends, without what the reader makes of it. */
const inputOf = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
};

const text = (description: string) => ({ type: "string" as const, description });
const OUTCOME = {
  error_code: {
    anyOf: [{ type: "string" as const }, { type: "integer" as const }],
    description:
      '"0": xong / done; "-1": không thực hiện được; "3": dữ liệu sai; "-3": phiên sai hoặc hết hạn / session; DongBoTrangThaiHoSo: 200, 201, 500',
  },
  message: text(
    'Có "thành công" khi và chỉ khi xong; "đã tồn tại", "không tồn tại", "hết hạn" như của Cổng; cuối câu là mã lỗi của trục trong [ ]',
  ),
  code: text("Mã lỗi của trục, có dấu chấm / the hub's dotted code; absent on success"),
};
const REPLY = {
  type: "object" as const,
  required: ["error_code", "message"],
  properties: {
    ...OUTCOME,
    result: {
      type: ["array", "null"] as ["array", "null"],
      items: {},
      description: "Danh sách đẩy: kết quả từng mục {MaHoSo, error_code, message} / pushed lists: each item's own outcome",
    },
  },
};
const LOGIN_REPLY = {
  type: "object" as const,
  required: ["error_code", "message"],
  properties: {
    // A failure has the empty result that every answer of the road has.
    ...REPLY.properties,
    session: text("Phiên làm việc, 30 phút / session, 30 minutes"),
    expires_in: { type: "integer" as const },
  },
};
const json = (schema: object) => ({ "application/json": { schema } });
const answer = (schema: object) => ({
  200: { description: "Kết quả nằm trong error_code và message / the outcome is inside", content: json(schema) },
});

const ITEMS = {
  anyOf: [
    { type: "array" as const, items: { title: "DongBoHoSoMC", ...inputOf(record) } },
    { type: "array" as const, items: { title: "CapNhatTienDoHoSoMC", ...inputOf(progressRow) } },
    { title: "DongBoTrangThaiHoSo", ...inputOf(stateReport) },
  ],
};
const ENVELOPE = {
  type: "object" as const,
  properties: {
    session: text("Từ mapi/login / from mapi/login"),
    madonvi: text("Mã định danh đơn vị, cả hai dạng / agency id, either form"),
    service: { type: "string" as const, enum: [...SERVICES] },
    isUpdating: { type: "string" as const, enum: ["True", "False"] },
    type: text('DongBoTrangThaiHoSo: "2"'),
    mahoso: text("TraCuuHoSo"),
    maTTHC: text("LayThuTuc"),
    MaHoSo: text("dptracuuthanhtoanhs"),
    data: ITEMS,
  },
};

const dstcode = {
  name: "dstcode",
  in: "query",
  required: false,
  schema: { type: "string" },
  description: `${DSTCODE}; hoặc ở tiêu đề cùng tên / or in the header of that name`,
} as const;
const service = {
  name: "service",
  in: "path",
  required: true,
  schema: { type: "string" },
  description: "g, hoặc tên nghiệp vụ khi thân không có service / g, or the service where the body has none",
} as const;
const inQuery = (name: string, description: string) =>
  ({ name, in: "query", required: false, schema: { type: "string" }, description }) as const;

const DETAILS =
  "Trả lời luôn là HTTP 200, kết quả nằm bên trong. Danh sách: mỗi mục một kết quả, mục hỏng không ảnh hưởng mục khác; tiêu đề chung là của mục hỏng đầu tiên. / Always HTTP 200 with the outcome inside; each item of a list has its own, the headline is that of the first bad one. gateway/dvcqg/README.md.";

/** Adds the entries of all roads. */
export const describeDoors = (app: OpenAPIHono<GatewayEnv>): void => {
  const { openAPIRegistry: registry } = app;
  for (const [index, road] of FORWARD_ROADS.entries()) {
    const name = index === 0 ? "Xrd" : "Vxp";
    registry.registerPath({
      method: "post",
      path: `${road}${LOGIN_PATH}`,
      operationId: `dvcqg${name}Login`,
      tags: [TAG],
      summary: "Đăng nhập lấy phiên làm việc",
      description: `username = mã thông tin xác thực loại shared, password = bí mật của nó. / user name = id of a shared credential, password = its secret. ${DETAILS}`,
      security: [],
      parameters: [dstcode],
      request: {
        body: {
          required: true,
          content: json({
            type: "object",
            required: ["username", "password"],
            properties: { username: { type: "string" }, password: { type: "string" } },
          }),
        },
      },
      responses: answer(LOGIN_REPLY),
    });
    for (const [path, part] of [
      [`${road}/mapi/{service}`, "Mapi"],
      [`${road}/{service}`, ""],
    ] as const)
      registry.registerPath({
        method: "post",
        path,
        operationId: `dvcqg${name}${part}Call`,
        tags: [TAG],
        summary: "Gọi một nghiệp vụ của Cổng DVCQG trong phiên làm việc",
        description: DETAILS,
        security: [],
        parameters: [service, dstcode],
        request: { body: { required: true, content: json(ENVELOPE) } },
        responses: answer(REPLY),
      });
  }
  registry.registerPath({
    method: "post",
    path: `${WRAPPER_ROAD}/{service}`,
    operationId: "dvcqgWrapperCall",
    tags: [TAG],
    summary: "Gọi một nghiệp vụ theo lối bọc lại của LGSP tỉnh",
    description: `Thân là danh sách; đơn vị và isUpdating ở truy vấn; xác thực bằng lgspaccesstoken, khóa API, mã truy cập hoặc phiên. / The body is the bare list, unit and isUpdating are in the query; who calls is proved by lgspaccesstoken, API key, access token or session. ${DETAILS}`,
    security: [{ bearer: [] }, { apiKey: [] }],
    parameters: [service, inQuery("MaDinhDanhDV", "Mã định danh đơn vị / agency id"), inQuery("isUpdating", "True, False")],
    request: { body: { required: true, content: json({ anyOf: [ITEMS, ENVELOPE] }) } },
    responses: answer(REPLY),
  });
};
