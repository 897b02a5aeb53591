/**
 * What every device of a hall has, whatever it does: mains, a network cable, and troubles of its own kind that a person can bring about and
 * mend at its control door (`/__sim/device`). A device that speaks HTTP gives `reachable: metal.online` in its parts. Glossary: metal = phần cứng · mains = điện lưới · cable = dây mạng · trouble = sự cố.
 */
import { createServer, type Server, type Socket } from "node:net";
import { Hono } from "hono";
import { z } from "zod";
import type { SimAction, SimListener } from "../kit/types.ts";

/** A trouble that this kind of device can have: "paperOut". */
export interface TroubleKind {
  readonly vi: string;
  readonly en: string;
}

export interface Metal {
  /** On mains, and its cable in: it answers on the network. */
  online(): boolean;
  powered(): boolean;
  cabled(): boolean;
  has(trouble: string): boolean;
  /** Errors: RangeError for a trouble that this device does not know. */
  set(trouble: string, on: boolean): void;
  power(on: boolean): void;
  cable(on: boolean): void;
  /** Called after each change; answers how to stop. */
  onChange(listener: () => void): () => void;
  /** As new: powered, cabled, no trouble. */
  reset(): void;
  state(): { readonly powered: boolean; readonly cabled: boolean; readonly troubles: readonly string[] };
  /**
   * Mount it under the simulator's `door`: GET /device · POST /device/power {on} · POST /device/cable {on} · POST /device/trouble {name, on}.
   * The page of the hall drives every device by these.
   */
  readonly door: Hono;
  readonly actions: readonly SimAction[];
  readonly troubles: Readonly<Record<string, TroubleKind>>;
}

const switchBody = z.strictObject({ on: z.boolean() });
const troubleBody = z.strictObject({ name: z.string().max(60), on: z.boolean() });

/** The metal of one device; `troubles`: what can go wrong with it besides mains and cable. */
export const createMetal = (troubles: Readonly<Record<string, TroubleKind>> = {}): Metal => {
  let powered = true;
  let cabled = true;
  const present = new Set<string>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const metal: Omit<Metal, "door" | "actions" | "troubles"> = {
    online: () => powered && cabled,
    powered: () => powered,
    cabled: () => cabled,
    has: (trouble) => present.has(trouble),
    set: (trouble, on) => {
      if (!Object.hasOwn(troubles, trouble)) throw new RangeError(`no trouble "${trouble}" here`);
      if (on) present.add(trouble);
      else present.delete(trouble);
      changed();
    },
    power: (on) => {
      powered = on;
      changed();
    },
    cable: (on) => {
      cabled = on;
      changed();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset: () => {
      powered = true;
      cabled = true;
      present.clear();
      changed();
    },
    state: () => ({ powered, cabled, troubles: [...present] }),
  };

  const door = new Hono();
  door.get("/device", (c) => c.json({ ...metal.state(), knows: troubles }));
  const onOff = (path: string, turn: (on: boolean) => void): void => {
    door.post(path, async (c) => {
      const body = switchBody.safeParse(await c.req.json().catch(() => undefined));
      if (!body.success) return c.json({ error: 'body: {"on": true | false}' }, 422);
      turn(body.data.on);
      return c.json(metal.state());
    });
  };
  onOff("/device/power", metal.power);
  onOff("/device/cable", metal.cable);
  door.post("/device/trouble", async (c) => {
    const body = troubleBody.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success || !Object.hasOwn(troubles, body.data.name))
      return c.json({ error: 'body: {"name": …, "on": true | false}', knows: Object.keys(troubles) }, 422);
    metal.set(body.data.name, body.data.on);
    return c.json(metal.state());
  });

  const actions: readonly SimAction[] = [
    { method: "POST", path: "/device/power", vi: "Bật, tắt nguồn", en: "Switch the power", example: { on: false } },
    { method: "POST", path: "/device/cable", vi: "Cắm, rút dây mạng", en: "Plug the network cable", example: { on: false } },
    ...Object.entries(troubles).map(([name, { vi, en }]) => ({
      method: "POST" as const,
      path: "/device/trouble",
      vi,
      en,
      example: { name, on: true },
    })),
  ];
  return { ...metal, door, actions, troubles };
};

/**
 * A raw TCP server that lives as the metal does: without mains or cable every connection is cut at once, and a new one too.
 * `serve` gets each socket; it must not throw.
 */
export const metalListener = (metal: Metal, serve: (socket: Socket) => void): SimListener => {
  let server: Server | undefined;
  let deaf = (): void => {};
  const sockets = new Set<Socket>();
  return {
    start: (port, host) =>
      new Promise((resolve, reject) => {
        const made = createServer({ noDelay: true }, (socket) => {
          // Cut by us or by them: neither is an error of the simulator.
          socket.on("error", () => {});
          if (!metal.online()) return void socket.resetAndDestroy();
          sockets.add(socket);
          socket.once("close", () => sockets.delete(socket));
          serve(socket);
        });
        made.once("error", reject);
        made.listen(port, host, () => {
          server = made;
          deaf = metal.onChange(() => {
            if (!metal.online()) for (const socket of sockets) socket.resetAndDestroy();
          });
          const address = made.address();
          resolve(typeof address === "object" && address ? address.port : port);
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        deaf();
        for (const socket of sockets) socket.destroy();
        if (server === undefined) return resolve();
        server.close(() => resolve());
        server = undefined;
      }),
  };
};
