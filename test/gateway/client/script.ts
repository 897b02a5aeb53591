/** A hub that answers from a list, for what the client does before, between and after answers. */
import { type ClientOptions, createClient, type LienthongClient, type Problem } from "../../../gateway/client/index.ts";

/** One answer, or what the network does instead. */
export type Turn = Response | Error | ((request: Request) => Response | Promise<Response>);

export interface Scripted {
  readonly client: LienthongClient;
  /** Every request that was sent, with its body as text. */
  readonly sent: { readonly request: Request; readonly body: string }[];
}

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

export const problem = (
  status: number,
  code: string,
  parts: Partial<Problem> = {},
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(
    JSON.stringify({
      type: `urn:lienthong:problem:${code}`,
      title: "Lỗi",
      title_en: "Error",
      status,
      detail: "Có lỗi.",
      detail_en: "Something is wrong.",
      code,
      blame: "hub",
      retry: false,
      hint: { vi: "Làm lại.", en: "Do it again." },
      instance: "urn:lienthong:request:1",
      ...parts,
    }),
    { status, headers: { "content-type": "application/problem+json; charset=utf-8", ...headers } },
  );

export const RECEIPT = { dossierId: "019f0000-0000-7000-8000-000000000001", status: "received", version: 3, events: [3] };

/** A client whose requests get the turns one after another; one more than there are is a failure of the test. */
export const scripted = (turns: readonly Turn[], options: Partial<ClientOptions> = {}): Scripted => {
  const sent: { request: Request; body: string }[] = [];
  const left = [...turns];
  const client = createClient({
    baseUrl: "https://hub.test/",
    // Waits of a millisecond: what is tested is which waits there are.
    retry: { firstWaitMs: 1, mostWaitMs: 1 },
    ...options,
    fetch: async (request) => {
      sent.push({ request, body: await request.clone().text() });
      const turn = left.shift();
      if (turn === undefined) throw new RangeError(`nobody expected ${request.method} ${request.url}`);
      if (turn instanceof Error) throw turn;
      return typeof turn === "function" ? turn(request) : turn;
    },
  });
  return { client, sent };
};

/** What fetch throws where the other side is away. */
export const away = (): TypeError => new TypeError("fetch failed");
