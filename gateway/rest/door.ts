/**
 * One REST route = one door: its OpenAPI entry, who may pass, and the zod schemas that both describe and check what comes in.
 * Order of checks: partner → limits → role → scope → headers, query, path → body (type, size, time, depth, schema). Nothing is read of a stranger's body.
 */
import type { OpenAPIHono, RouteConfig } from "@hono/zod-openapi";
import { z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { PartnerRole } from "../../core/partners/roles.ts";
import type { Scope } from "../../core/partners/scopes.ts";
import { type Entry, rolesOnly, scopesOnly } from "../auth/entry.ts";
import { lookHeadersProblem, PERSON } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, type Bilingual, type FieldProblem, PROBLEMS, type Problem, problem } from "../problem.ts";
import type { Tag } from "../tags.ts";
import { jsonBody } from "./body.ts";
import { fieldProblems } from "./issues.ts";
import { findForbidden } from "./json-guard.ts";
import { problemSchema } from "./schemas.ts";

/** The schemas of one door. All objects are strict: an unknown field or query parameter is refused. */
interface Shape {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly json?: z.ZodType;
}
type Out<T> = T extends z.ZodType ? z.output<T> : undefined;
export interface Input<S extends Shape> {
  readonly params: Out<S["params"]>;
  readonly query: Out<S["query"]>;
  readonly headers: Out<S["headers"]>;
  readonly json: Out<S["json"]>;
}

/** Who may pass: anybody, or partners of these roles whose account and token have one of the scopes. */
type Access =
  | { readonly access: "public"; readonly scope?: never }
  | { readonly access: readonly PartnerRole[]; readonly scope: readonly [Scope, ...Scope[]] };

export type DoorDefinition<S extends Shape> = Access & {
  readonly method: "get" | "post" | "patch";
  /** OpenAPI form: "/api/v1/dossiers/{ref}". */
  readonly path: string;
  readonly operationId: string;
  readonly tag: Tag;
  /** Vietnamese; the English follows in `description`. */
  readonly summary: string;
  readonly description: string;
  readonly shape: S;
  /** For bodies that are no JSON (uploads): described, not read here. */
  readonly otherBody?: Readonly<Record<string, { readonly schema: Record<string, unknown> }>>;
  readonly answer: {
    readonly status: 200 | 201;
    readonly description: string;
    readonly schema?: z.ZodType;
    readonly mediaType?: string;
  };
  /** It shows personal data: its handler records a look before it answers (auth/looks.ts). */
  readonly personal?: true;
  /** Problem statuses beyond those that follow from the shape. */
  readonly problems?: readonly number[];
};

export type Door = <S extends Shape>(
  definition: DoorDefinition<S>,
  handler: (c: Context<GatewayEnv>, input: Input<S>) => Response | Promise<Response>,
) => void;

const CHECK_FIELDS = { vi: "Sửa các trường nêu ở errors rồi gửi lại.", en: "Correct the fields named in errors and send again." };

/** Made once: building a zod schema costs more than using it. */
const NO_QUERY = z.strictObject({});
const NOTHING_ASKED = NO_QUERY.safeParse({});

const badFields = (status: 400 | 422, code: string, what: Bilingual, errors: readonly FieldProblem[]): Problem =>
  problem(status, code, { detail: { vi: `${what.vi} không hợp lệ.`, en: `Invalid ${what.en}.` }, hint: CHECK_FIELDS, errors });
const badQuery = (errors: readonly FieldProblem[]): Problem =>
  badFields(400, "request.bad-query", { vi: "Tham số truy vấn", en: "query parameters" }, errors);

/** Query fields by name; a field given twice stays a list, which no schema accepts. */
const queryOf = (c: Context<GatewayEnv>): Record<string, string | readonly string[]> => {
  const given: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, values] of Object.entries(c.req.queries())) given[name] = values.length === 1 ? (values[0] ?? "") : values;
  return given;
};

const headersOf = (c: Context<GatewayEnv>, schema: z.ZodObject): Record<string, string> =>
  Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => ((value) => (value === undefined ? [] : [[name, value]]))(c.req.header(name))),
  );

/** Checks everything but the body; a path that cannot be right is "not found", as any other unknown one. */
const checkSurroundings = (
  c: Context<GatewayEnv>,
  shape: Shape,
): { readonly problem: Problem } | { params: unknown; query: unknown; headers: unknown } => {
  const params = shape.params?.safeParse(c.req.param());
  // No stored name has U+0000, and PostgreSQL takes it for a fault of ours.
  const holdsNul = c.req.url.includes("%00");
  if (params?.success === false || (holdsNul && findForbidden(c.req.param()).length > 0))
    return { problem: PROBLEMS.unknownResource({ vi: "đối tượng", en: "thing" }) };
  const query =
    shape.query === undefined && !c.req.url.includes("?") ? NOTHING_ASKED : (shape.query ?? NO_QUERY).safeParse(queryOf(c));
  if (!query.success) return { problem: badQuery(fieldProblems(query.error)) };
  const forbidden = holdsNul ? findForbidden(query.data) : [];
  if (forbidden.length > 0) return { problem: badQuery(forbidden) };
  const headers = shape.headers?.safeParse(headersOf(c, shape.headers));
  if (headers?.success === false)
    return {
      problem: badFields(400, "request.bad-header", { vi: "Tiêu đề HTTP", en: "HTTP header" }, fieldProblems(headers.error)),
    };
  return { params: params?.data, query: query.data, headers: headers?.data };
};

const problemAnswer = {
  description: "Problem document (RFC 9457)",
  content: { "application/problem+json": { schema: problemSchema } },
};

const problemStatuses = (definition: DoorDefinition<Shape>): readonly number[] => [
  // Also a door without query fields refuses those that it does not know.
  400,
  ...(definition.access === "public" ? [] : [401, 403, 429]),
  ...(definition.shape.params === undefined ? [] : [404]),
  ...(definition.shape.json === undefined ? [] : [408, 413, 415, 422]),
  ...(definition.problems ?? []),
  500,
  503,
];

/** How a caller may prove itself: any one of them; a token needs one of the scopes. */
const securityOf = (definition: DoorDefinition<Shape>) =>
  definition.access === "public"
    ? []
    : [
        { bearer: [] },
        { apiKey: [] },
        ...definition.scope.map((scope) => ({ oauth2: [scope] })),
        { signature: [], contentHash: [] },
        { certificate: [] },
      ];

/** What a caller may say of its look at personal data; read by auth/looks.ts, described here. */
const LOOK_HEADERS = {
  "X-Purpose": z.string().min(1).max(2700).optional().openapi({
    description: "Mục đích xem, UTF-8 mã hóa phần trăm, đến 300 ký tự / what the look is for, percent-encoded UTF-8",
    example: "Gi%E1%BA%A3i%20quy%E1%BA%BFt%20h%E1%BB%93%20s%C6%A1",
  }),
  "X-On-Behalf-Of": z.string().regex(PERSON).optional().openapi({
    description: "Mã người xem ở hệ thống gọi / the id of the person who looks, at the caller's",
    example: "cb-014",
  }),
};
const headersShown = (definition: DoorDefinition<Shape>): z.ZodObject | undefined =>
  definition.personal ? (definition.shape.headers ?? z.object({})).extend(LOOK_HEADERS) : definition.shape.headers;

/** The OpenAPI entry of a door. Pure. */
const describe = (definition: DoorDefinition<Shape>): RouteConfig => {
  const { shape, answer } = definition;
  const headers = headersShown(definition);
  const body = shape.json === undefined ? definition.otherBody : { "application/json": { schema: shape.json } };
  const content =
    answer.schema === undefined ? {} : { content: { [answer.mediaType ?? "application/json"]: { schema: answer.schema } } };
  return {
    method: definition.method,
    path: definition.path,
    operationId: definition.operationId,
    tags: [definition.tag],
    summary: definition.summary,
    description: definition.description,
    security: securityOf(definition),
    request: {
      ...(shape.params === undefined ? {} : { params: shape.params }),
      ...(shape.query === undefined ? {} : { query: shape.query }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body: { required: true, content: body } }),
    },
    responses: {
      [answer.status]: { description: answer.description, ...content },
      ...Object.fromEntries(problemStatuses(definition).map((status) => [status, problemAnswer])),
    },
  };
};

/** Makes the function that adds doors to an app. */
export const createDoor = (app: OpenAPIHono<GatewayEnv>, entry: Entry, jsonTimeoutMs?: number): Door => {
  return <S extends Shape>(
    definition: DoorDefinition<S>,
    handler: (c: Context<GatewayEnv>, input: Input<S>) => Response | Promise<Response>,
  ) => {
    const { shape } = definition;
    const operation = { id: definition.operationId, title: definition.summary };
    app.openAPIRegistry.registerPath(describe(definition));
    const guards: readonly MiddlewareHandler<GatewayEnv>[] = [
      ...(definition.access === "public"
        ? []
        : [entry.partnersOnly, rolesOnly(...definition.access), scopesOnly(definition.scope)]),
      ...(shape.json === undefined ? [] : [jsonBody(entry.limits, jsonTimeoutMs)]),
    ];
    app.on([definition.method.toUpperCase()], [definition.path.replaceAll(/\{(\w+)\}/g, ":$1")], ...guards, (c) => {
      c.set("operation", operation);
      const checked = checkSurroundings(c, shape);
      if ("problem" in checked) return answerProblem(c, checked.problem);
      const wrongLook = definition.personal ? lookHeadersProblem(c) : undefined;
      if (wrongLook !== undefined) return answerProblem(c, wrongLook);
      const body = shape.json?.safeParse(c.get("json"));
      if (body?.success === false)
        return answerProblem(c, badFields(422, "request.invalid", { vi: "Nội dung", en: "body" }, fieldProblems(body.error)));
      // Each part was parsed by the schema of the same name in `shape`.
      return handler(c, { ...checked, json: body?.data } as Input<S>);
    });
  };
};
