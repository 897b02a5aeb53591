/** The published catalogs (R-E01): open to everyone, as the law has them published. */
import { z } from "@hono/zod-openapi";
import { procedureLevel } from "../../catalogs/types.ts";
import type { Hub, ProcedureSearch } from "../../core/hub.ts";
import { answerProblem, PROBLEMS, type Problem, problem } from "../problem.ts";
import type { RestContext } from "./context.ts";
import { agencySchema, cursor, limit, pageOf, procedureVersionSchema, routeSchema, statusSchema } from "./schemas.ts";
import { statusList } from "./views.ts";

const TAG = "catalogs";
const PUBLIC_CACHE = "public, max-age=60";

/** Where a search goes on: so many behind the likeliest. Pages of the whole list go on behind a code instead. */
const SEARCH_CURSOR = /^from:(\d{1,6})$/;
const badCursor = (): Problem =>
  problem(400, "procedures.bad-cursor", {
    detail: { vi: "Con trỏ này không phải của lần tìm theo từ khóa.", en: "This cursor is none of a search by keyword." },
    hint: {
      vi: "Dùng đúng giá trị next của trang trước, hoặc tìm lại từ đầu.",
      en: "Use the next of the page before as it stands, or search again from the start.",
    },
  });

/** A page of what a keyword means, each with its whole newest version: the same search as on the citizens' pages. */
const searchPage = async (hub: Pick<Hub, "procedure" | "searchProcedures">, search: ProcedureSearch, offset: number) => {
  const { items: titles, total } = await hub.searchProcedures({ ...search, offset });
  const found = await Promise.all(titles.map(({ code, version }) => hub.procedure(code, version)));
  const behind = offset + titles.length;
  return {
    items: found.filter((one) => one !== undefined),
    ...(titles.length > 0 && behind < total ? { next: `from:${behind}` } : {}),
  };
};

/** Adds the doors of procedures, agencies and statuses. */
export const addCatalogDoors = ({ door, hub }: RestContext): void => {
  door(
    {
      method: "get",
      path: "/api/v1/procedures",
      operationId: "listProcedures",
      tag: TAG,
      summary: "Tìm thủ tục theo từ khóa, lĩnh vực và cấp thực hiện",
      description:
        "The published procedures by keyword, field and level (R-A09). With a keyword: words of name, field or code in any order, with or without accents, the likeliest first. Without one: all, by code.",
      access: "public",
      shape: {
        query: z.strictObject({
          keyword: z.string().normalize("NFC").trim().min(1).max(200).optional().openapi({
            description: "Từ khóa, có dấu hoặc không dấu / words, accents may be left out",
            example: "dang ky khai sinh",
          }),
          field: z.string().normalize("NFC").trim().min(1).max(300).optional(),
          level: procedureLevel.optional(),
          cursor: cursor.optional(),
          limit,
        }),
      },
      answer: { status: 200, description: "Một trang / one page", schema: pageOf(procedureVersionSchema) },
    },
    async (c, { query }) => {
      const { keyword, field, level, limit: most, cursor: after } = query;
      const wanted = { limit: most, ...(field === undefined ? {} : { field }), ...(level === undefined ? {} : { level }) };
      const from = SEARCH_CURSOR.exec(after ?? "from:0")?.[1];
      if (keyword !== undefined && from === undefined) return answerProblem(c, badCursor());
      const page =
        keyword === undefined
          ? await hub.procedures({ ...wanted, ...(after === undefined ? {} : { cursor: after }) })
          : await searchPage(hub, { ...wanted, words: keyword }, Number(from));
      c.header("Cache-Control", PUBLIC_CACHE);
      return c.json(page);
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/procedures/{code}",
      operationId: "readProcedure",
      tag: TAG,
      summary: "Một thủ tục hành chính, bản mới nhất hoặc một bản đã công bố trước",
      description: "One procedure, its newest or a named version; dossiers keep the version they were received under.",
      access: "public",
      shape: {
        params: z.strictObject({ code: z.string().regex(/^[\w.-]{1,60}$/) }),
        query: z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000).optional() }),
      },
      answer: { status: 200, description: "Thủ tục / the procedure", schema: procedureVersionSchema },
    },
    async (c, { params, query }) => {
      const found = await hub.procedure(params.code, query.version);
      if (found === undefined) return answerProblem(c, PROBLEMS.unknownResource({ vi: "thủ tục", en: "procedure" }));
      c.header("Cache-Control", PUBLIC_CACHE);
      return c.json(found);
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/routes",
      operationId: "listRoutes",
      tag: TAG,
      summary: "Các quy trình liên thông: chặng, cơ quan, thời hạn, tờ khai cần có",
      description:
        "Every route: its legs, agencies, allotted times, what they hand on, and what the declaration must hold (R-B06).",
      access: "public",
      shape: {},
      answer: { status: 200, description: "Các quy trình / the routes", schema: z.object({ items: z.array(routeSchema) }) },
    },
    (c) => {
      c.header("Cache-Control", PUBLIC_CACHE);
      return c.json({ items: [...new Set(hub.catalogs.routes.values())] });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/routes/{procedureCode}",
      operationId: "readRoute",
      tag: TAG,
      summary: "Quy trình liên thông của một thủ tục",
      description: "The route that dossiers of a procedure go; 404 where one agency resolves it alone.",
      access: "public",
      shape: { params: z.strictObject({ procedureCode: z.string().regex(/^[\w.-]{1,60}$/) }) },
      answer: { status: 200, description: "Quy trình / the route", schema: routeSchema },
    },
    (c, { params }) => {
      const found = hub.catalogs.routes.get(params.procedureCode);
      if (found === undefined)
        return answerProblem(
          c,
          PROBLEMS.unknownResource({ vi: "quy trình liên thông của thủ tục này", en: "route of this procedure" }),
        );
      c.header("Cache-Control", PUBLIC_CACHE);
      return c.json(found);
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/agencies",
      operationId: "listAgencies",
      tag: TAG,
      summary: "Danh sách cơ quan, kể cả cơ quan đã ngừng hoạt động",
      description: "All agencies of the catalog; closed ones stay so that old codes can still be read.",
      access: "public",
      shape: {
        query: z.strictObject({ status: z.enum(["open", "closed"]).optional(), parentId: z.string().min(1).max(40).optional() }),
      },
      answer: { status: 200, description: "Các cơ quan / the agencies", schema: z.object({ items: z.array(agencySchema) }) },
    },
    (c, { query }) => {
      const items = [...hub.catalogs.agencies.values()].filter(
        (agency) =>
          (query.status === undefined || agency.status === query.status) &&
          (query.parentId === undefined || agency.parentId === query.parentId),
      );
      c.header("Cache-Control", PUBLIC_CACHE);
      return c.json({ items });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/statuses",
      operationId: "listStatuses",
      tag: TAG,
      summary: "Các trạng thái hồ sơ và mã quốc gia tương ứng",
      description: "Every status of a dossier with its place in the national list 1–10 (R-B07).",
      access: "public",
      shape: {},
      answer: { status: 200, description: "Các trạng thái / the statuses", schema: z.object({ items: z.array(statusSchema) }) },
    },
    (c) => {
      c.header("Cache-Control", PUBLIC_CACHE);
      return c.json({ items: statusList() });
    },
  );
};
