/** Round trips by two clients that others wrote: node-soap, and zeep in Python, both from our published WSDL over a real port. */
import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import soap from "soap";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NAMESPACES } from "../../../gateway/soap/names.ts";
import { OFFICER, type RealWorld, realWorld } from "../real-hub.ts";
import { onPort } from "./world.ts";

let world: RealWorld;
let port: Awaited<ReturnType<typeof onPort>>;
let credential: { readonly id: string; readonly secret: string };

beforeAll(async () => {
  world = await realWorld();
  port = await onPort(world);
  const issued = await world.hub.partners.issue({ partnerId: "portal", kind: "shared" });
  credential = { id: issued.credential.id, secret: issued.secret ?? "" };
});
afterAll(async () => {
  await port.close();
  await world.stop();
});

const SUBMISSION = {
  channel: "online",
  procedureCode: "1.001193",
  agencyId: "H57.122",
  applicant: { kind: "citizen", fullName: "Nguyễn Thị Ưu <Ái> & Con", identityNumber: "001099000012", phone: "0900000012" },
  components: [
    { componentId: "tk", originals: 1 },
    { componentId: "gcs", originals: 1 },
  ],
  declaredTruthful: true,
};

describe("node-soap", () => {
  const clientOf = async () => {
    const client = await soap.createClientAsync(`${port.url}/soap/dossiers?wsdl`, { disableCache: true });
    const options = { passwordType: "PasswordDigest", hasNonce: true, mustUnderstand: true };
    client.setSecurity(new soap.WSSecurity(credential.id, credential.secret, options));
    return client;
  };
  type Call = (args: object) => Promise<readonly [Record<string, unknown>, ...unknown[]]>;
  const operation = (client: soap.Client, name: string): Call => client[`${name}Async`].bind(client) as Call;

  it("R-J04 R-J01 submits, checks, receives and reads a dossier from the WSDL alone, with a WS-Security digest", async () => {
    const client = await clientOf();
    const declaration = {
      section: [
        {
          attributes: { name: "child" },
          entry: [
            { attributes: { name: "fullName" }, $value: "Nguyễn Văn Bé" },
            { attributes: { name: "weight", type: "number" }, $value: "3.2" },
          ],
          list: [
            {
              attributes: { name: "witnesses" },
              item: [
                { value: "Trần Thị Chứng" },
                { section: { entry: [{ attributes: { name: "fullName" }, $value: "Lê Văn Kiến" }] } },
              ],
            },
          ],
        },
      ],
    };
    const [submitted] = await operation(client, "submit")({ idempotencyKey: "node-1", ...SUBMISSION, form: declaration });
    expect(submitted).toMatchObject({ status: "submitted", replayed: false, version: 1 });
    const dossierId = String(submitted["dossierId"]);
    const stored = await world.hub.find(dossierId);
    expect(stored?.form).toEqual({
      child: { fullName: "Nguyễn Văn Bé", weight: 3.2, witnesses: ["Trần Thị Chứng", { fullName: "Lê Văn Kiến" }] },
    });
    expect(stored?.applicant.fullName).toBe("Nguyễn Thị Ưu <Ái> & Con");

    await operation(client, "check")({ dossier: dossierId, outcome: "valid", ...OFFICER });
    const [received] = await operation(client, "receive")({ dossier: dossierId, ...OFFICER });
    expect(received).toMatchObject({ status: "received", nationalStatus: 2 });

    const [read] = await operation(client, "getDossier")({ dossier: String(received["code"]), purpose: "Giải quyết hồ sơ" });
    const dossier = read["dossier"] as Record<string, unknown>;
    expect(dossier).toMatchObject({
      id: dossierId,
      status: "received",
      applicant: { fullName: "Nguyễn Thị Ưu <Ái> & Con", identityNumber: "001099000012" },
      components: [{ componentId: "tk" }, { componentId: "gcs" }],
    });
  });

  it("R-J04 a fault is an error with code, hint and element paths", async () => {
    const client = await clientOf();
    const failed = await operation(
      client,
      "submit",
    )({ idempotencyKey: "node-2", ...SUBMISSION, channel: "pigeon" }).then(
      () => undefined,
      (error: { root?: { Envelope: { Body: { Fault: Record<string, unknown> } } } }) => error.root?.Envelope.Body.Fault,
    );
    expect(failed).toMatchObject({
      faultcode: "soap:Client",
      detail: { Problem: { code: "request.invalid", blame: "caller", error: { path: "/Submit/channel" } } },
    });
  });
});

const PYTHON = process.env["LIENTHONG_PYTHON"] ?? "python3";
const zeepMissing = (() => {
  try {
    execFileSync(PYTHON, ["-c", "import zeep"], { stdio: "ignore" });
    return undefined;
  } catch {
    return `${PYTHON} cannot import zeep: pip install zeep, or LIENTHONG_PYTHON=<its venv's python>`;
  }
})();

interface Result {
  readonly answer?: Record<string, unknown>;
  readonly fault?: { readonly code: string; readonly string: string; readonly detail: Record<string, string> };
}

describe.skipIf(zeepMissing !== undefined)(`zeep (Python)${zeepMissing === undefined ? "" : `: ${zeepMissing}`}`, () => {
  const script = fileURLToPath(new URL("../../../scripts/soap-client.py", import.meta.url));
  const run = (service: keyof typeof NAMESPACES, calls: readonly object[], env: Readonly<Record<string, string>> = {}) =>
    new Promise<readonly Result[]>((resolve, reject) => {
      const child = execFile(
        PYTHON,
        [script, `${port.url}/soap/${service}?wsdl`],
        {
          env: { ...process.env, LIENTHONG_SOAP_USER: credential.id, LIENTHONG_SOAP_SECRET: credential.secret, ...env },
          maxBuffer: 1e7,
        },
        (error, stdout) => (error === null ? resolve(JSON.parse(stdout) as readonly Result[]) : reject(error)),
      );
      child.stdin?.end(JSON.stringify(calls));
    });

  it("R-J04 submits, reads and lists; every message out and in is valid by the published schema", async () => {
    const results = await run("dossiers", [
      {
        operation: "submit",
        arguments: {
          idempotencyKey: "zeep-1",
          ...SUBMISSION,
          returnMethod: { kind: "post", receiverName: "Nguyễn Thị Ưu", phone: "0900000012", address: { detail: "1 Lê Lợi" } },
          form: { section: [{ name: "child", entry: [{ name: "fullName", _value_1: "Nguyễn Văn Bé" }] }] },
        },
      },
      { operation: "listDossiers", arguments: { limit: 5, status: "submitted" } },
    ]);
    const receipt = results[0]?.answer;
    expect(receipt).toMatchObject({ status: "submitted", replayed: false });
    const dossierId = String(receipt?.["dossierId"]);
    expect((await world.hub.find(dossierId))?.form).toEqual({ child: { fullName: "Nguyễn Văn Bé" } });
    expect(JSON.stringify(results[1]?.answer)).toContain(dossierId);

    const [again, read, timeline] = await run("dossiers", [
      { operation: "withdraw", arguments: { dossier: dossierId, reason: "Không còn nhu cầu", expectedVersion: 9 } },
      { operation: "getDossier", arguments: { dossier: dossierId, purpose: "Kiểm tra" } },
      { operation: "getTimeline", arguments: { dossier: dossierId } },
    ]);
    expect(again?.fault).toMatchObject({ code: "soap:Client", detail: { code: "dossier.version-stale" } });
    expect(JSON.stringify(read?.answer)).toContain("Nguyễn Thị Ưu <Ái> & Con");
    expect(JSON.stringify(timeline?.answer)).toContain("submitted");
  });

  it("R-J04 R-B06 the transfers' service is understood too", async () => {
    const issued = await world.hub.partners.issue({ partnerId: "operator", kind: "shared" });
    const operator = { LIENTHONG_SOAP_USER: issued.credential.id, LIENTHONG_SOAP_SECRET: issued.secret ?? "" };
    const [listed, wrong] = await run(
      "transfers",
      [
        { operation: "listTransfers", arguments: { limit: 5 } },
        { operation: "result", arguments: { transferId: `${"0".repeat(36)}~t1`, outcome: "done" } },
      ],
      operator,
    );
    expect(listed?.answer).toEqual({ transfer: [], next: null });
    expect(wrong?.fault?.detail["code"]).toBe("resource.unknown");
  });

  it("R-J04 a wrong secret is wsse:FailedAuthentication", async () => {
    const [refused] = await run("dossiers", [{ operation: "listDossiers", arguments: {} }], { LIENTHONG_SOAP_SECRET: "sai" });
    expect(refused?.fault).toMatchObject({ code: "wsse:FailedAuthentication", detail: { code: "partner.bad-signature" } });
  });
});
