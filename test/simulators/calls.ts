/** Calls a simulation without a transport: through its own handler. */
import type { Simulation } from "../../simulators/kit/types.ts";

const ORIGIN = "https://mo-phong.test";

export interface Called<T> {
  readonly status: number;
  readonly body: T;
}

/** One request with a JSON body and a JSON answer. */
export const call = async <T = Record<string, unknown>>(
  simulation: Simulation,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Called<T>> => {
  const response = await simulation.fetch(
    new Request(ORIGIN + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }),
  );
  return { status: response.status, body: (await response.json()) as T };
};

/** One call of the control door. */
export const door = <T = Record<string, unknown>>(
  simulation: Simulation,
  method: string,
  path: string,
  body?: unknown,
): Promise<Called<T>> => call<T>(simulation, method, `/__sim${path}`, body);

/** A hub that answers pushes as told, one answer after another (the last one repeats), and keeps what it got. */
export const fakeHub = (...answers: readonly (() => Response | Promise<Response>)[]) => {
  const got: { readonly url: string; readonly headers: Headers; readonly body: string }[] = [];
  const hub: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    got.push({ url: request.url, headers: request.headers, body: await request.text() });
    const answer = answers[Math.min(got.length, answers.length) - 1];
    return answer === undefined ? Response.error() : answer();
  };
  return { got, hub };
};
