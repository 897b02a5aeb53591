/** The site's services /ba, /bd, /bt, /pa and /fi: look-ups, numbers, search, view, filing, papers, forced end (domain.md §5.1). */
import { type Context, Hono } from "hono";
import type { z } from "zod";
import { CATALOG_PATHS, nextValuePath } from "../../adapters/igate/contract/catalog.ts";
import { REFUSED_TITLE, type Refusal } from "../../adapters/igate/contract/common.ts";
import {
  DOSSIER_PATHS,
  type FormFile,
  filePath,
  forceEndRequest,
  type NewDossier,
  newDossier,
  onlinePath,
  SEARCH,
  supplementRequest,
} from "../../adapters/igate/contract/dossier.ts";
import { jsonBody } from "../kit/door.ts";
import type { IgateBook, Kept } from "./book.ts";
import { agencies, agencyOfPattern, idOf, patternOf, procedures, ROOT_AGENCY } from "./catalog.ts";
import { appointmentMs, shown, viewed, whole } from "./views.ts";

const refused = (c: Context, errors: string, status = 500): Response => {
  const body: Refusal = { status, title: REFUSED_TITLE, errors };
  return c.json(body);
};

/** The faults of a body in iGate's way: one long string that names the fields. */
const prose = (error: z.ZodError): string =>
  error.issues
    .map((issue) => {
      const field = issue.path.join(".") || "Dữ liệu";
      if (issue.code === "too_big") return `${field} có độ dài vượt quá số lượng cho phép. Vui lòng kiểm tra lại thông tin.`;
      if (issue.code === "invalid_type" && issue.message.includes("undefined")) return `${field} là bắt buộc.`;
      return `${field} có định dạng không đúng. Vui lòng kiểm tra lại tài liệu kỹ thuật đã cung cấp.`;
    })
    .join("");

const page = (c: Context, all: readonly unknown[]) => {
  const number = Math.max(0, Number(c.req.query("page") ?? 0) || 0);
  const size = Math.min(1000, Math.max(1, Number(c.req.query("size") ?? 20) || 20));
  const content = all.slice(number * size, (number + 1) * size);
  const last = (number + 1) * size >= all.length;
  return {
    content,
    number,
    size,
    numberOfElements: content.length,
    first: number === 0,
    last,
    ...(c.req.query("spec") === "page" ? { totalElements: all.length, totalPages: Math.ceil(all.length / size) } : {}),
  };
};

const list = (text: string | undefined): readonly string[] => (text ?? "").split(",").filter((part) => part !== "");

/** What a search finds. Empty parameters count as absent, as the site's own screens send dozens of them. */
const found = (c: Context, dossiers: readonly Kept[]): readonly Kept[] => {
  const asked = (name: string): string | undefined => c.req.query(name) || undefined;
  const code = asked(SEARCH.code);
  const codeMatch = asked(SEARCH.codeMatch);
  const nationMatch = asked(SEARCH.nationCodeMatch);
  const only = list(asked("dossier-status"));
  const without = list(asked("remove-status"));
  const procedureId = asked("procedure-id");
  const agencyId = asked("ancestor-agency-id");
  const taskStatus = asked("task-status-id");
  // Of assignee-id, candidate-group-id, paystatus and vnpost-status-return-code this site knows nothing: nobody is found by them.
  const strange = ["assignee-id", "candidate-group-id", "paystatus", "vnpost-status-return-code"].some((name) => asked(name));
  const within = (name: "accepted" | "appointment", at: number | undefined): boolean => {
    const [from, to] = [asked(`${name}-from`), asked(`${name}-to`)].map((text) =>
      text === undefined ? undefined : Date.parse(text),
    );
    return (from === undefined || (at ?? Number.NaN) >= from) && (to === undefined || (at ?? Number.NaN) <= to);
  };
  const [field = "updatedDate", way = "desc"] = (asked("sort") ?? "").split(",");
  const key = (kept: Kept): number =>
    field === "appliedDate" ? kept.appliedMs : field === "appointmentDate" ? (kept.acceptedMs ?? 0) : kept.updatedMs;
  return dossiers
    .filter((kept) => {
      const { request } = kept;
      const codes = [request.code, request.nationCode ?? ""];
      return (
        (code === undefined || codes.some((one) => one.includes(code))) &&
        (codeMatch === undefined || request.code === codeMatch) &&
        (nationMatch === undefined || request.nationCode === nationMatch) &&
        (only.length === 0 || only.includes(String(kept.status))) &&
        !without.includes(String(kept.status)) &&
        (procedureId === undefined || request.procedure.id === procedureId) &&
        (agencyId === undefined || agencyId === ROOT_AGENCY || request.agency.id === agencyId) &&
        (taskStatus === undefined || shown(kept).dossierTaskStatus?.id === taskStatus) &&
        within("accepted", kept.acceptedMs) &&
        within("appointment", appointmentMs(kept)) &&
        !strange
      );
    })
    .sort((a, b) => (way === "asc" ? key(a) - key(b) : key(b) - key(a)));
};

/** Files must be those that /fi holds, under the name and size it knows. */
const fileProblem = (book: IgateBook, papers: readonly FormFile[]): string | undefined => {
  const strange = papers.flatMap((paper) => paper.file).find((file) => book.stored(file.id)?.file.size !== file.size);
  return strange === undefined ? undefined : `dossierFormFile.file ${strange.id} không tồn tại. Vui lòng tải tệp lên trước.`;
};

/** Why the site does not take a dossier in. */
const filingProblem = (book: IgateBook, sent: NewDossier): string | undefined => {
  const agency = agencies.find((one) => one.id === sent.agency.id);
  const procedure = procedures.find(({ entry }) => entry.id === sent.procedure.id);
  if (agency === undefined || agency.code !== sent.agency.code) return `agency ${sent.agency.code} không tồn tại.`;
  if (procedure === undefined || procedure.entry.code !== sent.procedure.code)
    return `procedure ${sent.procedure.code} không tồn tại.`;
  if (procedure.process.id !== sent.procedureProcessDefinition.id) return "procedureProcessDefinition không thuộc thủ tục này.";
  if (procedure.process.processDefinition.applicantEForm.id !== sent.applicant.eformId)
    return "applicant.eformId không tồn tại trong quy trình.";
  if (book.dossiers().some((kept) => kept.request.code === sent.code)) return `code ${sent.code} đã tồn tại trong hệ thống.`;
  const pattern = book.patternOfCode(sent.code);
  if (pattern === undefined || pattern !== sent.codePattern.id || pattern !== patternOf(agency.id))
    return `code ${sent.code} không được cấp từ mẫu mã hồ sơ ${sent.codePattern.id}.`;
  return fileProblem(book, sent.dossierFormFile);
};

const lookUps = (app: Hono, book: IgateBook): void => {
  app.get(CATALOG_PATHS.agenciesByParent, (c) => c.json(page(c, c.req.query("parent-id") === ROOT_AGENCY ? agencies : [])));
  app.get(`${CATALOG_PATHS.agency}/:id`, (c) => {
    const agency = agencies.find((one) => one.id === c.req.param("id"));
    return agency === undefined ? c.notFound() : c.json(agency);
  });
  app.get(CATALOG_PATHS.procedures, (c) => {
    const word = (c.req.query("keyword") ?? "").normalize("NFC").toLocaleLowerCase("vi");
    const texts = (one: (typeof procedures)[number]) => [one.entry.code, String(one.entry.name).toLocaleLowerCase("vi")];
    const hits = procedures.filter((one) => texts(one).some((text) => text.includes(word)));
    return c.json(
      page(
        c,
        hits.map((one) => one.entry),
      ),
    );
  });
  const ofProcedure = (c: Context) => procedures.find(({ entry }) => entry.id === c.req.query("procedure-id"));
  app.get(CATALOG_PATHS.processes, (c) => {
    const one = ofProcedure(c);
    return c.json(page(c, one === undefined ? [] : [one.process]));
  });
  app.get(CATALOG_PATHS.forms, (c) => c.json(page(c, ofProcedure(c)?.forms ?? [])));
  app.get(CATALOG_PATHS.fees, (c) => {
    const one = ofProcedure(c);
    const id = idOf(`fee:${one?.entry.id}`);
    return c.json(page(c, one === undefined ? [] : [{ id, name: "Lệ phí hộ tịch", amount: 8000, quantity: 1 }]));
  });
  app.get(CATALOG_PATHS.pattern, (c) => {
    const agency = agencies.find((one) => one.id === c.req.query("agency-id"));
    if (agency === undefined || ofProcedure(c) === undefined) return refused(c, "Chưa cấu hình mẫu mã hồ sơ", 404);
    return c.json(patternOf(agency.id));
  });
  app.put(nextValuePath(":id"), (c) => {
    const agency = agencyOfPattern(c.req.param("id") ?? "");
    const code = c.req.query("code");
    if (agency === undefined || !procedures.some(({ entry }) => entry.code === code))
      return refused(c, "Mẫu mã hồ sơ hoặc mã thủ tục không tồn tại", 404);
    return c.json(book.allocate(agency.code, patternOf(agency.id)));
  });
};

const papers = (app: Hono, book: IgateBook): void => {
  app.post(DOSSIER_PATHS.upload, async (c) => {
    const form = await c.req.parseBody({ all: true }).catch(() => ({}) as Record<string, string | File>);
    const given = [form["files"]].flat().filter((entry) => entry instanceof File);
    if (given.length === 0) return refused(c, "files là bắt buộc.");
    const kept = await Promise.all(
      given.map(async (file) => book.keep(file.name, new Uint8Array(await file.arrayBuffer()), file.type)),
    );
    return c.json(kept);
  });
  app.get(filePath(":id"), (c) => {
    const stored = book.stored(c.req.param("id") ?? "");
    if (stored === undefined) return c.notFound();
    return c.body(Buffer.from(stored.bytes), 200, { "content-type": stored.type || "application/octet-stream" });
  });
};

/** Counts what callers did wrong twice: a second dossier under one national code is what a client must never cause. */
export const createServices = (book: IgateBook) => {
  const app = new Hono();
  lookUps(app, book);
  papers(app, book);
  app.get(DOSSIER_PATHS.search, (c) => c.json(page(c, found(c, book.dossiers()).map(shown))));
  app.get(DOSSIER_PATHS.publicSearch, (c) => c.json(page(c, found(c, book.dossiers()).map(shown))));
  app.get(DOSSIER_PATHS.view, (c) => {
    const kept = book.find(c.req.query("code") ?? "");
    return kept === undefined ? refused(c, "Hồ sơ không tồn tại.", 404) : c.json(viewed(kept, list(c.req.query("fields"))));
  });
  app.get(onlinePath(":id"), (c) => {
    const kept = book.byId(c.req.param("id") ?? "");
    return kept === undefined ? c.notFound() : c.json(whole(kept));
  });
  app.put(onlinePath(":id"), async (c) => {
    const sent = supplementRequest.safeParse(await jsonBody(c));
    if (!sent.success) return refused(c, prose(sent.error));
    const problem = fileProblem(book, sent.data.dossierFormFile);
    if (problem !== undefined) return refused(c, problem);
    const kept = book.supplement(c.req.param("id") ?? "", sent.data.dossierFormFile, sent.data.comment);
    return kept === undefined ? refused(c, "Hồ sơ không ở trạng thái chờ bổ sung.") : c.json({ affectedRows: 1 });
  });
  app.put(DOSSIER_PATHS.forceEnd, async (c) => {
    const sent = forceEndRequest.safeParse(await jsonBody(c));
    if (!sent.success) return refused(c, prose(sent.error));
    return c.json({ affectedRows: sent.data.filter(({ id, code }) => book.forceEnd(id, code)).length });
  });
  // The road ends in a slash, as the site's own clients call it.
  app.post(DOSSIER_PATHS.file, async (c) => {
    const sent = newDossier.safeParse(await jsonBody(c));
    if (!sent.success) return refused(c, prose(sent.error));
    const problem = filingProblem(book, sent.data);
    if (problem !== undefined) return refused(c, problem);
    const kept = book.file(sent.data, false, true);
    return c.json({ id: kept.id, code: kept.request.code });
  });
  app.notFound((c) => c.json({ status: 404, title: "Not Found", errors: c.req.path }, 404));
  return app;
};
