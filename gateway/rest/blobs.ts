/** Attachments (R-A07): streamed in to content-addressed storage, never held in memory; streamed out to partners only. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { stream } from "hono/streaming";
import type { Dossier } from "../../core/dossier/types.ts";
import { bringerOf, type Hub, type PartnerAccount } from "../../core/hub.ts";
import { PARTNER_ROLES } from "../../core/partners/roles.ts";
import { recordLook } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS, type Problem, ProblemError, problem } from "../problem.ts";
import { cutOffProblem, tooLarge } from "./body.ts";
import { reachable } from "./commands.ts";
import type { RestContext } from "./context.ts";
import { refusalProblem } from "./refusals.ts";
import { blobSchema, refParams } from "./schemas.ts";

/** 50 MB (R-A07); the storage counts the bytes too, this only spares reading what says itself that it is too large. */
const MAX_BLOB_BYTES = 52_428_800;

export const uploadName = z
  .string()
  .normalize("NFC")
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}/\\]+$/u)
  .openapi({
    description: "Tên tệp: .doc .docx .pdf .jpg .zip .rar .7z; nội dung phải đúng như tên",
    example: "to-khai.pdf",
    // The same in a form that every reader of JSON Schema knows; as it stands it would say the expression with its flag behind it.
    pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f/\\\\]+$",
  });

/** The OpenAPI form of an upload: the bytes themselves. */
export const uploadBody = { "application/octet-stream": { schema: { type: "string", format: "binary" } } } as const;

// A form or a text cannot be an attachment as it is: without this, a browser form would be stored with its boundaries.
const NOT_RAW = /^(?:multipart\/|application\/x-www-form-urlencoded|application\/json)/i;

async function* bytesOf(body: ReadableStream<Uint8Array> | null, took: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  try {
    for await (const chunk of body) {
      took(chunk.byteLength);
      yield chunk;
    }
  } catch (error) {
    const gone = cutOffProblem(error);
    throw gone === undefined ? error : new ProblemError(gone);
  }
}

/** Whether a dossier, or an event of it, refers to a stored file. Pure. */
const refersTo = (value: unknown, sha256: string): boolean => {
  if (typeof value !== "object" || value === null) return false;
  if ("blob" in value && value.blob === sha256) return true;
  return Object.values(value).some((inner) => refersTo(inner, sha256));
};

/** Whether a dossier refers to a file now, or did once. */
export const holds = async (hub: Pick<Hub, "timeline">, dossier: Dossier, sha256: string): Promise<boolean> =>
  refersTo(dossier, sha256) || refersTo(await hub.timeline(dossier.id), sha256);

/**
 * Stores the request's body under a name, as brought by `bringer`; answers with its hash, or with the problem (413, 415, 422). `took` hears of the
 * bytes as they pass.
 * The body of a signed request that is not the one signed breaks off before the store has its end: nothing of it is kept (ProblemError).
 */
export const receiveBlob = async (
  c: Context<GatewayEnv>,
  hub: Hub,
  name: string,
  bringer: string,
  took: (bytes: number) => void,
): Promise<Response> => {
  if (NOT_RAW.test(c.req.header("content-type") ?? "")) {
    return answerProblem(
      c,
      problem(415, "request.wrong-content-type", {
        detail: {
          vi: "Gửi thẳng nội dung tệp, không gửi biểu mẫu hay JSON.",
          en: "Send the file's bytes themselves, no form and no JSON.",
        },
        hint: { vi: "Đặt Content-Type: application/octet-stream.", en: "Set Content-Type: application/octet-stream." },
        headers: { connection: "close" },
      }),
    );
  }
  if (Number(c.req.header("content-length") ?? 0) > MAX_BLOB_BYTES) return answerProblem(c, tooLarge(MAX_BLOB_BYTES));
  const stored = await hub.storeBlob(bytesOf(c.req.raw.body, took), name, bringer);
  if ("sha256" in stored) return c.json(stored, 201, { location: `/api/v1/blobs/${stored.sha256}` });
  const refused = refusalProblem(stored);
  // What is left of a refused upload is not read.
  return answerProblem(c, { ...refused, headers: { connection: "close" } });
};

const dossierMissing = (): Problem =>
  problem(400, "request.bad-query", {
    detail: { vi: "Thiếu hồ sơ có tệp này.", en: "The dossier that the file belongs to is missing." },
    hint: { vi: "Thêm ?dossier=<mã hồ sơ> vào đường dẫn.", en: "Add ?dossier=<dossier code> to the path." },
    errors: [{ path: "dossier", vi: "Thiếu tham số bắt buộc.", en: "Required parameter missing." }],
  });

/** Adds the doors of attachments. */
export const addBlobDoors = ({ door, entry, hub, log }: RestContext): void => {
  /** The dossier through which a partner may see a file: one that it may see, and that refers to the file now or did once. */
  const holderOf = async (partner: PartnerAccount, reference: string, sha256: string): Promise<Dossier | undefined> => {
    const dossier = await reachable(hub, partner, reference);
    return dossier !== undefined && (await holds(hub, dossier, sha256)) ? dossier : undefined;
  };

  door(
    {
      method: "post",
      path: "/api/v1/blobs",
      operationId: "uploadBlob",
      tag: "files",
      summary: "Tải một tệp đính kèm lên, không quá 50 MB",
      description:
        "Streams one file into storage and answers with its SHA-256, to be named in components. The content must be what the name says (R-A07). A command may name only files that its own caller uploaded, or that the dossier has already (R-I02).",
      access: PARTNER_ROLES,
      scope: ["file"],
      shape: { query: z.strictObject({ name: uploadName }) },
      otherBody: uploadBody,
      answer: { status: 201, description: "Đã lưu / stored", schema: blobSchema },
      problems: [413, 415, 422],
    },
    (c, { query }) => {
      const partner = c.get("partner");
      return receiveBlob(c, hub, query.name, bringerOf(partner), (bytes) => entry.limits.took(partner, bytes));
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/blobs/{sha256}",
      operationId: "downloadBlob",
      tag: "files",
      summary: "Tải một tệp đính kèm về, theo mã băm",
      description:
        "A file of the dossier named by `dossier`, which the caller may see and which refers to the file; knowing the hash is not enough. Only an operator of all agencies may leave it out (bank statements).",
      access: PARTNER_ROLES,
      scope: ["file"],
      personal: true,
      shape: {
        params: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
        query: z.strictObject({
          dossier: refParams.shape.ref
            .optional()
            .openapi({ description: "Hồ sơ có tệp này: id, mã hồ sơ hoặc mã quốc gia / the dossier that the file belongs to" }),
        }),
      },
      answer: {
        status: 200,
        description: "Nội dung tệp / the file",
        // As it was found out when the file was stored.
        mediaType: "*/*",
        schema: z.string().openapi({ format: "binary" }),
      },
    },
    async (c, { params, query }) => {
      const partner = c.get("partner");
      const runsAll = partner.role === "operator" && partner.agencies.includes("*");
      if (query.dossier === undefined && !runsAll) return answerProblem(c, dossierMissing());
      const dossier = query.dossier === undefined ? undefined : await holderOf(partner, query.dossier, params.sha256);
      const found = query.dossier !== undefined && dossier === undefined ? undefined : await hub.readBlob(params.sha256);
      if (found === undefined) return answerProblem(c, PROBLEMS.unknownResource({ vi: "tệp", en: "file" }));
      if (dossier !== undefined) c.set("dossierId", dossier.id);
      const unrecorded = await recordLook(c, hub, dossier === undefined ? {} : { dossierId: dossier.id }, log);
      if (unrecorded !== undefined) return answerProblem(c, unrecorded);
      c.header("Content-Type", found.info.mediaType);
      c.header("Content-Length", String(found.info.size));
      // Never shown inside our origin: a document may carry script.
      c.header("Content-Disposition", `attachment; filename="${params.sha256.slice(0, 16)}"`);
      c.header("Content-Security-Policy", "default-src 'none'; sandbox");
      c.header("Cache-Control", "private, no-store");
      return stream(
        c,
        async (out) => {
          for await (const chunk of found.stream) await out.write(chunk);
        },
        async (error) =>
          log.error({ requestId: c.get("requestId"), sha256: params.sha256, name: error.name }, "blob stream broke off"),
      );
    },
  );
};
