/** The body of a signed request: it must be the one that was signed, or nobody may believe any of it. */
import { createHash } from "node:crypto";
import { type Problem, ProblemError, problem } from "../problem.ts";

/** 401 partner.bad-signature: the signature was right, the bytes are not those that it covers. */
export const wrongBody = (): Problem =>
  problem(401, "partner.bad-signature", {
    detail: {
      vi: "Nội dung nhận được không khớp với X-Content-SHA256 đã ký.",
      en: "The body received is not the one that X-Content-SHA256 was signed for.",
    },
    hint: {
      vi: "Ký đúng các byte được gửi, rồi gửi lại với nonce mới.",
      en: "Sign exactly the bytes that are sent, and send again with a new nonce.",
    },
    headers: { connection: "close" },
  });

/**
 * The same request with a body that breaks off (ProblemError 401) instead of ending when its SHA-256 is another one. Whoever reads it to its
 * end has read what was signed, without the whole of it being held in memory; a store that keeps only what ended keeps nothing else.
 */
export const withVerifiedBody = (request: Request, body: ReadableStream<Uint8Array>, contentHash: string): Request => {
  const hash = createHash("sha256");
  const verified = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        hash.update(chunk);
        controller.enqueue(chunk);
      },
      flush: (controller) => {
        if (hash.digest("hex") !== contentHash) controller.error(new ProblemError(wrongBody()));
      },
    }),
  );
  return new Request(request, { body: verified, duplex: "half" } as RequestInit);
};
