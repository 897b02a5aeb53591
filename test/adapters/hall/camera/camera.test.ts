import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sampleAccount } from "../../../../adapters/hall/camera/contract/onvif.ts";
import driver from "../../../../adapters/hall/camera/driver.ts";
import { pictureAddress } from "../../../../adapters/hall/camera/snapshot.ts";
import camera from "../../../../simulators/hall/camera/simulator.ts";
import { createSimulation } from "../../../../simulators/kit/simulation.ts";
import { type EyesBench, eyesBench, NOW } from "../eyes-bench.ts";

const JOB = { counterId: "q1", ticketId: "A012", occasion: "receive" } as const;
const { username, password } = sampleAccount;

let bench: EyesBench;
const open = async (
  simulator: Readonly<Record<string, unknown>> = {},
  options: Readonly<Record<string, string>> = {},
  login = `${username}:${password}@`,
): Promise<EyesBench> => {
  bench = await eyesBench(
    "camera",
    createSimulation(camera, { now: NOW, options: simulator }),
    driver,
    (url) => url.replace("http://", `onvif://${login}`),
    options,
  );
  return bench;
};
const trouble = (name: string, on: boolean) => bench.door("POST", "/device/trouble", { name, on });
const size = (jpeg: Uint8Array | undefined): readonly number[] => {
  const bytes = Buffer.from(jpeg ?? []);
  // Start of frame: FF C0–C2, length 2, precision 1, height 2, width 2.
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2))
    if ([0xc0, 0xc1, 0xc2].includes(bytes[at + 1] ?? 0)) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  return [];
};

afterEach(() => bench.close());

describe("a snapshot", () => {
  it("R-H camera: is a stored JPEG whose SHA-256 is the reference", async () => {
    await open();
    const { reference } = await bench.run("snapshot", JOB);
    expect(bench.stored).toMatchObject([{ name: "anh-quay.jpg", blob: reference }]);
    expect(size(bench.stored[0]?.bytes)).toEqual([1280, 720]);
  });

  it.each(["digest", "digest-sha256", "basic", "none"])(
    "R-H camera: the picture's address is entered by %s",
    async (pictureLogin) => {
      await open({ pictureLogin });
      await bench.run("snapshot", JOB);
      expect(bench.stored).toHaveLength(1);
      expect(await bench.door("GET", "/state")).toMatchObject({ pictures: 1, refusals: 0 });
    },
  );

  it("R-H camera: profiles without VideoEncoderConfiguration are no reason to hang", async () => {
    await open();
    await trouble("noEncoder", true);
    await bench.run("snapshot", JOB);
    expect(bench.stored).toHaveLength(1);
  });

  it("R-H camera: the profile that the device's options name is taken; one that is not there is said", async () => {
    await open({}, { profile: "phu" });
    await bench.run("snapshot", JOB);
    expect(size(bench.stored[0]?.bytes)).toEqual([640, 360]);
    await bench.close();
    await open({}, { profile: "khac" });
    expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "rejected", code: "camera.no-profile" });
  });

  it("R-H camera: a camera that does not know GetServices is asked by GetCapabilities", async () => {
    await open({ getServices: false });
    await bench.run("snapshot", JOB);
    expect(bench.stored).toHaveLength(1);
  });

  it("R-H camera: the host that a camera believes to be is not followed, its port is", async () => {
    await open({ hostname: "192.0.2.64" });
    await bench.run("snapshot", JOB);
    expect(bench.stored).toHaveLength(1);
    const config = { hostname: "may.test", tls: false };
    expect(pictureAddress("http://192.0.2.64:8080/a?b=1", config).href).toBe("http://may.test:8080/a?b=1");
    expect(pictureAddress("http://192.0.2.64/a", { ...config, tls: true }).href).toBe("https://may.test/a");
    expect(() => pictureAddress("rtsp://192.0.2.64/a", config)).toThrow(expect.objectContaining({ code: "camera.no-snapshot" }));
    expect(() => pictureAddress("không có", config)).toThrow(expect.objectContaining({ code: "camera.no-snapshot" }));
  });

  it("R-H camera: a clock that is hours wrong does not keep us out: credentials are dated by the camera's own clock", async () => {
    await open();
    await bench.door("POST", "/clock-ahead", { seconds: -7_200 });
    await bench.run("snapshot", JOB);
    expect(bench.stored).toHaveLength(1);
  });

  it("R-H camera: after its moment no picture is taken", async () => {
    await open();
    const job = { ...JOB, goodUntil: "2026-03-02T01:59:59.000Z" };
    expect(await bench.fails("snapshot", job)).toMatchObject({ intent: "rejected", code: "camera.too-late" });
    expect(await bench.door("GET", "/state")).toMatchObject({ pictures: 0 });
    await bench.run("snapshot", { ...job, goodUntil: NOW });
    expect(bench.stored).toHaveLength(1);
  });
});

describe("what goes wrong", () => {
  it("R-H camera: a wrong password is said, for the snapshot and for the watcher, and nothing is stored", async () => {
    await open();
    await trouble("passwordChanged", true);
    expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "rejected", code: "camera.password", blame: "hub" });
    expect(await bench.look()).toMatchObject({ state: "failing", problems: [{ code: "camera.password" }] });
    expect(bench.stored).toEqual([]);
    await trouble("passwordChanged", false);
    expect(await bench.look()).toMatchObject({ state: "ok" });
  });

  it("R-H camera: without credentials the camera's refusal is said as well", async () => {
    await open({}, {}, "");
    expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "rejected", code: "camera.password" });
  });

  it("R-H camera: without power it is tried again, and the watcher sees it gone; back, all is well", async () => {
    await open();
    await bench.door("POST", "/device/power", { on: false });
    expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "retry", code: "device.offline" });
    await expect(bench.look()).rejects.toMatchObject({ code: "device.offline" });
    await bench.door("POST", "/device/power", { on: true });
    await bench.run("snapshot", JOB);
    expect(await bench.look()).toMatchObject({ state: "ok" });
  });

  it("R-H camera: gone between the address and the picture it is tried again", async () => {
    await open();
    bench.before("/onvif/picture", 1, () => bench.door("POST", "/device/cable", { on: false }));
    expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "retry", code: "device.offline" });
    expect(bench.stored).toEqual([]);
  });

  it("R-H camera: what is no JPEG is not stored; neither is half of one", async () => {
    await open();
    await trouble("notJpeg", true);
    expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "rejected", code: "camera.not-a-picture" });
    await trouble("notJpeg", false);
    bench.served.simulation.faults.add({ kind: "half", match: { method: "GET", path: "/onvif/picture" }, after: 1, times: 1 });
    expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "rejected", code: "camera.not-a-picture" });
    expect(bench.stored).toEqual([]);
  });

  it("R-H camera: one that never answers ends with the call's signal", async () => {
    await open();
    bench.served.simulation.faults.add({ kind: "hang", match: { path: "device_service" } });
    const over = new AbortController();
    bench.before("device_service", 1, () => over.abort());
    expect(await bench.fails("snapshot", JOB, over.signal)).toMatchObject({ intent: "retry", code: "device.offline" });
  });

  it("R-H camera: slow is waited for within the time of the call", async () => {
    await open({ slowMs: 30 });
    await trouble("slow", true);
    await bench.run("snapshot", JOB);
    expect(bench.stored).toHaveLength(1);
  });

  it.each(["headers", "body"] as const)(
    "R-H camera: an answer that breaks off in its %s is noticed, though the library says nothing",
    async (at) => {
      await open();
      bench.served.simulation.faults.add({ kind: "cut", at, match: { path: "device_service" }, times: 1 });
      expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "retry", code: "device.offline" });
    },
  );

  it("R-H camera: nonsense, HTML, and an answer without bounds are no ONVIF", async () => {
    await open();
    const bodies = ["", "<html><body>Camera</body></html>", "không phải XML", `<a>${"x".repeat(400_000)}</a>`];
    for (const body of bodies) {
      bench.served.simulation.faults.add({ kind: "status", code: 200, body, match: { path: "device_service" }, times: 1 });
      expect(await bench.fails("snapshot", JOB)).toMatchObject({ intent: "retry", code: "camera.unreadable" });
    }
  });
});

describe("the watcher's look", () => {
  it("R-H camera: says model, firmware and how far its clock is off", async () => {
    await open();
    expect(await bench.look()).toEqual({
      state: "ok",
      problems: [],
      readings: { manufacturer: "Lienthong Sim", model: "SimCam Q1", firmware: "2.4.1", clockSkewSeconds: 0 },
    });
  });

  it.each([
    [3600, "nhanh"],
    [-1800, "chậm"],
  ])("R-H camera: a clock that is %i s wrong is a warning", async (seconds, word) => {
    await open();
    await bench.door("POST", "/clock-ahead", { seconds });
    const report = await bench.look();
    expect(report).toMatchObject({
      state: "warning",
      problems: [{ code: "camera.clock" }],
      readings: { clockSkewSeconds: seconds },
    });
    expect(report.problems[0]?.vi).toContain(word);
  });
});

describe("what stays behind", () => {
  it("R-I02 R-H camera: password and its digest are not in the message log", async () => {
    await open({ pictureLogin: "basic" });
    await bench.run("snapshot", JOB);
    await trouble("passwordChanged", true);
    await bench.fails("snapshot", JOB);
    const text = bench.wireText();
    expect(text).toContain("GetSnapshotUri");
    // That a picture came is there, the picture is not.
    expect(text).toMatch(/\[\d+ bytes, image\/jpeg\]/);
    expect(text).not.toContain("JFIF");
    expect(text).not.toContain(password);
    expect(text).toMatch(/<Password [^>]*>\*\*\*<\/Password>/);
    expect(text).not.toMatch(/<Password[^>]*>[A-Za-z0-9+/=]{10,}</);
    expect(text).not.toMatch(/<Nonce[^>]*>[A-Za-z0-9+/=]{10,}</);
    expect(text).not.toContain(Buffer.from(`${username}:${password}`).toString("base64"));
  });

  it("R-H camera: no socket stays open, neither after a picture nor after a call that ran out of time, was cut or refused", async () => {
    await open();
    const sockets: Socket[] = [];
    const port = Number(new URL(bench.served.url).port);
    const seen = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket);
    const calls: (() => Promise<unknown>)[] = [
      () => bench.run("snapshot", JOB),
      () => bench.look(),
      async () => {
        bench.served.simulation.faults.add({ kind: "cut", at: "body", match: { path: "media_service" }, times: 1 });
        return bench.fails("snapshot", JOB);
      },
      async () => {
        const over = new AbortController();
        bench.served.simulation.faults.add({ kind: "hang", match: { path: "media_service" }, times: 1 });
        bench.before("media_service", 1, () => over.abort());
        return bench.fails("snapshot", JOB, over.signal);
      },
      async () => {
        bench.served.simulation.faults.add({ kind: "status", code: 401, body: "", match: { path: "media_service" }, times: 1 });
        return bench.fails("snapshot", JOB);
      },
    ];
    subscribe("net.client.socket", seen);
    try {
      for (const call of calls) {
        sockets.length = 0;
        await call();
        const ours = (): readonly Socket[] => sockets.filter((socket) => socket.remotePort === port && !socket.destroyed);
        expect(sockets.length).toBeGreaterThan(0);
        // A socket is gone when the system says so, a moment after it was closed.
        await vi.waitUntil(() => ours().length === 0, { timeout: 60_000, interval: 5 });
      }
    } finally {
      unsubscribe("net.client.socket", seen);
    }
  });
});

describe("its address", () => {
  const read = (url: string, options: Readonly<Record<string, string>> = {}) => driver.config.safeParse({ url, options });

  it("R-H camera: onvif:// and onvifs://, with their usual ports and the usual path", async () => {
    await open();
    expect(read("onvif://a:b%40c@may.test").data).toEqual({
      hostname: "may.test",
      port: 80,
      tls: false,
      path: "/onvif/device_service",
      username: "a",
      password: "b@c",
    });
    expect(read("onvifs://may.test/khac/dv", { profile: "p1" }).data).toMatchObject({
      port: 443,
      tls: true,
      path: "/khac/dv",
      profile: "p1",
    });
  });

  it("R-H camera: what is wrong with it is said without the password", async () => {
    await open();
    for (const url of [
      "http://may.test",
      "onvif://",
      "onvif://a<b:bi-mat@may.test",
      "onvif://a:m%E1%BA%ADt@may.test",
      "onvif://a:bi-mat%zz@x",
    ]) {
      const { error } = read(url);
      expect(error?.issues.length).toBe(1);
      expect(error?.issues[0]?.message).not.toContain("bi-mat");
    }
  });
});
