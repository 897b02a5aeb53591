/** Attachments (R-A07): streamed in to content-addressed storage, never held in memory; streamed out to partners only. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { stream } from "hono/streaming";
import type { Hub } from "../../core/hub.ts";
import { PARTNER_ROLES } from "../../core/partners/roles.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS, problem } from "../problem.ts";
import { tooLarge } from "./body.ts";
import type { RestContext } from "./context.ts";
import { refusalProblem } from "./refusals.ts";
import { blobSchema } from "./schemas.ts";

/** 50 MB (R-A07); the storage counts the bytes too, this only spares reading what says itself that it is too large. */
const MAX_BLOB_BYTES = 52_428_800;

export const uploadName = z
  .string()
  .normalize("NFC")
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}/\\]+$/u)
  .openapi({ description: "Tên tệp: .doc .docx .pdf .jpg .zip .rar .7z; nội dung phải đúng như tên", example: "to-khai.pdf" });

/** The OpenAPI form of an upload: the bytes themselves. */
export const uploadBody = { "application/octet-stream": { schema: { type: "string", format: "binary" } } } as const;

// A form or a text cannot be an attachment as it is: without this, a browser form would be stored with its boundaries.
const NOT_RAW = /^(?:multipart\/|application\/x-www-form-urlencoded|application\/json)/i;

async function* bytesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body;
}

/** Stores the request's body under a name; answers with its hash, or with the problem (413, 415, 422). */
export const receiveBlob = async (c: Context<GatewayEnv>, hub: Hub, name: string): Promise<Response> => {
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
  const stored = await hub.storeBlob(bytesOf(c.req.raw.body), name);
  if ("sha256" in stored) return c.json(stored, 201, { location: `/api/v1/blobs/${stored.sha256}` });
  const refused = refusalProblem(stored);
  // What is left of a refused upload is not read.
  return answerProblem(c, { ...refused, headers: { connection: "close" } });
};

/** Adds the doors of attachments. */
export const addBlobDoors = ({ door, hub, log }: RestContext): void => {
  door(
    {
      method: "post",
      path: "/api/v1/blobs",
      operationId: "uploadBlob",
      tag: "Tệp đính kèm",
      summary: "Tải một tệp đính kèm lên, không quá 50 MB",
      description:
        "Streams one file into storage and answers with its SHA-256, to be named in components. The content must be what the name says (R-A07).",
      access: PARTNER_ROLES,
      shape: { query: z.strictObject({ name: uploadName }) },
      otherBody: uploadBody,
      answer: { status: 201, description: "Đã lưu / stored", schema: blobSchema },
      problems: [413, 415, 422],
    },
    (c, { query }) => receiveBlob(c, hub, query.name),
  );

  door(
    {
      method: "get",
      path: "/api/v1/blobs/{sha256}",
      operationId: "downloadBlob",
      tag: "Tệp đính kèm",
      summary: "Tải một tệp đính kèm về, theo mã băm",
      description: "Whoever knows the hash read it in a dossier it may see, or uploaded the file.",
      access: PARTNER_ROLES,
      shape: { params: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) },
      answer: {
        status: 200,
        description: "Nội dung tệp / the file",
        mediaType: "application/octet-stream",
        schema: z.string().openapi({ format: "binary" }),
      },
    },
    async (c, { params }) => {
      const found = await hub.readBlob(params.sha256);
      if (found === undefined) return answerProblem(c, PROBLEMS.unknownResource({ vi: "tệp", en: "file" }));
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
