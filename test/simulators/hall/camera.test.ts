import { createHash } from "node:crypto";
import { Cam } from "onvif";
import { afterEach, describe, expect, it } from "vitest";
import { DEVICE_PATH, sampleAccount } from "../../../adapters/hall/camera/contract/onvif.ts";
import camera from "../../../simulators/hall/camera/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";

const NOW = "2026-03-02T02:00:00.000Z";
const WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";

let served: Served;
const open = async (options: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  served = await startSimulator(createSimulation(camera, { now: NOW, options }), { port: 0 });
};
afterEach(() => served.close());

const token = (change: { created?: string; password?: string; nonce?: string; type?: string } = {}): string => {
  const { created = NOW, password = sampleAccount.password, nonce = "bm9uY2Ux", type = DIGEST } = change;
  const digest = createHash("sha1").update(Buffer.from(nonce, "base64")).update(created).update(password).digest("base64");
  return `<Security xmlns="${WSSE}"><UsernameToken><Username>${sampleAccount.username}</Username><Password Type="${type}">${digest}</Password><Nonce>${nonce}</Nonce><Created>${created}</Created></UsernameToken></Security>`;
};
const ask = async (operation: string, header = ""): Promise<{ readonly status: number; readonly text: string }> => {
  const answer = await fetch(served.url + DEVICE_PATH, {
    method: "POST",
    body: `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>${header}</s:Header><s:Body>${operation}</s:Body></s:Envelope>`,
    headers: { "content-type": "application/soap+xml" },
  });
  return { status: answer.status, text: await answer.text() };
};
const tds = (name: string): string => `<${name} xmlns="http://www.onvif.org/ver10/device/wsdl"/>`;

describe("the simulated camera", () => {
  it("R-H camera: tells its time to everybody, and everything else only to its account", async () => {
    await open();
    expect(await ask(tds("GetSystemDateAndTime"))).toMatchObject({
      status: 200,
      text: expect.stringContaining("<tt:Hour>2</tt:Hour>"),
    });
    expect(await ask(tds("GetDeviceInformation"))).toMatchObject({
      status: 400,
      text: expect.stringContaining("ter:NotAuthorized"),
    });
    expect(await ask(tds("GetDeviceInformation"), token())).toMatchObject({
      status: 200,
      text: expect.stringContaining("SimCam Q1"),
    });
  });

  it("R-H camera: a token counts once, near its own time, with the right digest only", async () => {
    await open();
    const wrong = [
      token({ password: "khac" }),
      token({ created: "2026-03-02T01:54:59.000Z" }),
      token({ created: "không" }),
      token({ type: "PasswordText" }),
      "",
    ];
    for (const header of wrong) expect((await ask(tds("GetDeviceInformation"), header)).status).toBe(400);
    expect((await ask(tds("GetDeviceInformation"), token())).status).toBe(200);
    expect((await ask(tds("GetDeviceInformation"), token())).status).toBe(400);
    expect((await ask(tds("GetDeviceInformation"), token({ nonce: "bm9uY2Uy" }))).status).toBe(200);
  });

  it("R-H camera: what it does not know it says by a fault of SOAP 1.2", async () => {
    await open();
    expect(await ask(tds("Reboot"), token())).toMatchObject({
      status: 500,
      text: expect.stringContaining("ter:ActionNotSupported"),
    });
    const bad = await fetch(served.url + DEVICE_PATH, { method: "POST", body: "<!DOCTYPE a><a/>" });
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining("ter:WellFormed")]);
  });

  it("R-H camera: its picture has a time and is a JPEG; the address asks for a login", async () => {
    await open();
    const at = `${served.url}/onvif/picture/chinh.jpg?size=1280&quality=82`;
    const refused = await fetch(at);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringMatching(/^Digest realm=.*nonce=/),
    ]);
    const view = await fetch(`${served.url}/__sim/view`);
    const bytes = new Uint8Array(await view.arrayBuffer());
    expect([...bytes.subarray(0, 2), ...bytes.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
  });

  it("R-H camera: the npm client `onvif` connects by itself and finds profiles and picture", async () => {
    await open();
    const { hostname, port } = new URL(served.url);
    const cam = await new Promise<Cam>((resolve, reject) => {
      const made: Cam = new Cam({ hostname, port: Number(port), ...sampleAccount }, (error) =>
        error ? reject(error) : resolve(made),
      );
    });
    const { uri } = await new Promise<{ uri: string }>((resolve, reject) => {
      cam.getSnapshotUri((error, data) => (error || data === undefined ? reject(error) : resolve(data)));
    });
    expect(uri).toBe(`${served.url}/onvif/picture/chinh.jpg?size=1280&quality=82`);
  });
});
