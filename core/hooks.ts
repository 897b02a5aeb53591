/** A partner calls us: its adapter verifies and reads the request, the engine does what it means, the adapter words the answer. */
import type { Call, HookAnswer, HookReading } from "./exchange/adapter.ts";
import { ExchangeError, isExchangeError } from "./exchange/errors.ts";
import type { Exchange } from "./exchange/exchange.ts";
import type { Hub } from "./hub-types.ts";
import type { BlobStore } from "./store/blobs.ts";
import type { Clock } from "./time/types.ts";

interface HookDependencies {
  readonly hook: Hub["hook"];
  readonly inbound: Hub["inbound"];
  readonly exchange: Pick<Exchange, "hookCall">;
}

const isAnswer = (value: HookAnswer | HookReading): value is HookAnswer => "status" in value;

const plain = (status: number, vi: string, en: string): HookAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify({ error: vi, error_en: en }),
});

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

const XML_NAME = /\.xml$/i;

/** Stores partners' files: one that R-A07 does not allow is the partner's fault, and throws ExchangeError("rejected"). */
export const partnerFiles =
  (blobs: BlobStore, clock: Clock): Call["store"] =>
  async (bytes, name) => {
    // Structured papers of agencies (a tax notice) come as XML; R-A07's kinds are what applicants attach. The adapter has parsed it.
    const stored = XML_NAME.test(name)
      ? await blobs.storeOwn(bytes, "application/xml", clock())
      : await blobs.store(once(bytes), name, clock());
    if (blobs.isRefusal(stored))
      throw new ExchangeError("rejected", stored.vi, { code: stored.code, blame: "partner", hint: stored.hint });
    return { blob: stored.sha256, size: stored.size, mediaType: stored.mediaType };
  };

/** Creates the hook runner. The request and the answer go into the wire log with their hashes. */
export const createHookRunner = ({ hook: hookOf, inbound, exchange }: HookDependencies): Hub["runHook"] => {
  return async (adapterId, hookId, request) => {
    const hook = hookOf(adapterId, hookId);
    if (!hook) return plain(404, "Không có cửa nhận này.", "There is no such hook.");
    const { traceparent, "content-type": contentType } = request.headers;
    const { call, done } = exchange.hookCall(adapterId, traceparent ? { traceparent } : {});
    const what = `${request.method} ${request.path}`;
    const bytes = hook.logged?.(request.body, call.config) ?? request.body;
    call.wire({ direction: "in", what, bytes, ...(contentType ? { contentType } : {}) });
    try {
      const reading = await hook.read(request, call);
      const answer = isAnswer(reading) ? reading : reading.answer(await inbound(adapterId, reading.commands));
      call.wire({ direction: "out", what: `answer ${what}`, status: answer.status, bytes: Buffer.from(answer.body) });
      return answer;
    } catch (error) {
      // A business answer in error form; anything else is ours, and the partner should send again.
      if (isExchangeError(error) && error.intent === "rejected") return plain(422, error.message, error.code);
      throw error;
    } finally {
      await done();
    }
  };
};
