/** A partner of one operation, to try the kit on: POST /do counts up, GET /count tells, a session is needed for /secret. */
import { Hono } from "hono";
import { http } from "msw";
import { setupServer } from "msw/node";
import { z } from "zod";
import { mswHandler } from "../../simulators/kit/msw.ts";
import { startSimulator } from "../../simulators/kit/serve.ts";
import { createSimulation, defineSimulator, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";

const toy = defineSimulator({
  id: "toy",
  title: { vi: "Đối tác thử", en: "Toy partner" },
  about: { vi: "Chỉ để thử bộ công cụ.", en: "Only to try the kit on." },
  options: z.strictObject({ step: z.int().default(1) }),
  settings: (url) => ({ LIENTHONG_TOY_URL: url }),
  createApp: (context, { step }) => {
    let count = 0;
    let session: string | undefined;
    const done: string[] = [];
    const app = new Hono();
    app.post("/login", (c) => {
      session = context.random.hex(8);
      return c.json({ session });
    });
    app.post("/do", async (c) => {
      done.push(await c.req.text());
      count += step;
      return c.json({ count, message: "Đã làm xong việc được giao" });
    });
    app.get("/count", (c) => c.json({ count }));
    app.get("/secret", (c) => (c.req.header("x-session") === session ? c.json({ ok: true }) : c.json({ ok: false }, 401)));
    return {
      app,
      state: () => ({ count, done }),
      counts: () => ({ count }),
      reset: () => {
        count = 0;
        done.length = 0;
      },
      expireSessions: () => {
        session = undefined;
      },
    };
  },
});

export interface ToyState {
  readonly count: number;
  readonly done: readonly string[];
}

export const createToy = (settings: SimulationSettings = {}): Simulation => createSimulation(toy, settings);

/** The two ways to reach a simulation in a test: a real port, and global fetch caught by msw. */
export const TRANSPORTS = ["port", "msw"] as const;
export type Transport = (typeof TRANSPORTS)[number];

export interface Reached {
  readonly url: string;
  readonly close: () => Promise<void>;
}
export const reach = async (transport: Transport, simulation: Simulation): Promise<Reached> => {
  if (transport === "port") return startSimulator(simulation, { port: 0 });
  const url = "https://doi-tac.test";
  const server = setupServer(http.all("*", mswHandler({ [url]: simulation })));
  server.listen({ onUnhandledRequest: "bypass" });
  return {
    url,
    close: async () => {
      simulation.close();
      server.close();
    },
  };
};

/** A sleep that ends when the test says so: no test waits for time. */
export const heldSleep = () => {
  const waiting: { readonly ms: number; readonly wake: () => void }[] = [];
  return {
    waiting,
    sleep: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        waiting.push({ ms, wake: resolve });
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
  };
};
