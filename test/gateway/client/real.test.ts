/** The client against the real hub: every way to prove oneself, a life, pages, events, a refusal. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClientAuth, createClient, type LienthongClient, LienthongError } from "../../../gateway/client/index.ts";
import { AGENCY, BIRTH, OFFICER, type RealWorld, realWorld } from "../real-hub.ts";

let world: RealWorld;
let proofs: Readonly<Record<"apiKey" | "client" | "shared", ClientAuth>>;
beforeAll(async () => {
  world = await realWorld();
  const issue = async (kind: "client" | "shared") => {
    const { credential, secret = "" } = await world.hub.partners.issue({ partnerId: "portal", kind });
    return { id: credential.id, secret };
  };
  const [client, shared] = [await issue("client"), await issue("shared")];
  proofs = {
    apiKey: { apiKey: world.keys["portal"] ?? "" },
    client: { clientId: client.id, clientSecret: client.secret },
    shared: { credentialId: shared.id, secret: shared.secret },
  };
});
afterAll(() => world.stop());

const open = (auth: ClientAuth | undefined, answers?: (request: Request, answer: Response) => Response): LienthongClient =>
  createClient({
    baseUrl: "http://hub.test",
    ...(auth === undefined ? {} : { auth }),
    purpose: "Kiểm thử ứng dụng",
    retry: { firstWaitMs: 1, mostWaitMs: 1 },
    fetch: async (request) => {
      const answer = await world.app.request(request);
      return answers?.(request, answer) ?? answer;
    },
  });

const birth = () => ({ ...BIRTH, components: [...BIRTH.components] });
const officer = () => ({ actor: { ...OFFICER.actor, agencyId: AGENCY } });

describe("R-J04 the client and the hub", () => {
  it.each(["apiKey", "client", "shared"] as const)(
    "R-I01 takes a dossier from submission to receipt, proved by %s",
    async (kind) => {
      const client = open(proofs[kind]);
      const { dossierId: ref, updateKey } = await client.command("submit", { body: birth() });
      expect(updateKey).toMatch(/^[A-Z2-9]{10}$/);
      await client.command("check", { ref, body: { outcome: "valid", ...officer() } });
      const received = await client.command("receive", { ref, version: 2, body: officer() });
      expect(received).toMatchObject({ dossierId: ref, status: "received", version: 3 });
      const { data, response } = await client.GET("/api/v1/dossiers/{ref}", { params: { path: { ref: received.code ?? "" } } });
      expect(data.applicant.fullName).toBe("Nguyễn Thị Thử Nghiệm");
      expect(response.headers.get("etag")).toBe('"3"');
      const { items } = await world.hub.partners.looks({ dossierId: ref });
      expect(items).toMatchObject([{ who: "partner:portal", purpose: "Kiểm thử ứng dụng" }]);
    },
  );

  it("R-J03 an answer that is lost does not make a second dossier", async () => {
    const before = (await world.stored()).dossiers;
    let lost = 0;
    const client = open(proofs.apiKey, (request, answer) => {
      if (request.method !== "POST" || lost === 2) return answer;
      lost += 1;
      throw new TypeError("fetch failed");
    });
    const { dossierId } = await client.command("submit", { body: birth() });
    expect(lost).toBe(2);
    expect((await world.stored()).dossiers).toBe(before + 1);
    expect(await world.hub.find(dossierId)).toBeDefined();
  });

  it("throws what the hub says: code, blame, hint and the field", async () => {
    const client = open(proofs.apiKey);
    const wrong = {
      ...birth(),
      applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử Nghiệm", identityNumber: "12" },
    } as const;
    const error = await client.command("submit", { body: wrong }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LienthongError);
    expect(error).toMatchObject({ code: "request.invalid", blame: "caller", retry: false, status: 422 });
    expect((error as LienthongError).errors.map(({ path }) => path)).toEqual(["/applicant/identityNumber"]);
    const { dossierId: ref } = await client.command("submit", { body: birth() });
    await client.command("progress", { ref, version: 9, body: { note: "x" } }).catch((thrown: unknown) => {
      expect(thrown).toMatchObject({ status: 412 });
    });
    await expect(open({ clientId: "la", clientSecret: "sai" }).GET("/api/v1/dossiers")).rejects.toMatchObject({
      code: "oauth.invalid_client",
    });
    await expect(open(undefined).GET("/api/v1/dossiers")).rejects.toMatchObject({ status: 401, blame: "caller" });
  });

  it("reads the public catalog without any proof", async () => {
    const { data } = await open(undefined).GET("/api/v1/procedures/{code}", { params: { path: { code: BIRTH.procedureCode } } });
    expect(data.procedure.name).toBe("Đăng ký khai sinh");
  });

  it("goes through all pages without losing or repeating one", async () => {
    const client = open(proofs.client);
    for (let n = 0; n < 3; n += 1) await client.command("submit", { body: birth() });
    const seen: string[] = [];
    for await (const { id } of client.pages("/api/v1/dossiers", { params: { query: { limit: 2 } } })) seen.push(id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe((await world.stored()).dossiers);
  });

  it("R-A07 an uploaded file comes back as it was", async () => {
    const client = open(proofs.apiKey);
    const pdf = new TextEncoder().encode("%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n");
    const { sha256, mediaType } = await client.upload("tờ khai.pdf", pdf);
    expect(mediaType).toBe("application/pdf");
    const { dossierId: dossier } = await client.command("submit", {
      body: {
        ...birth(),
        components: [
          { componentId: "tk", originals: 1, files: [{ blob: sha256, name: "tờ khai.pdf", size: pdf.length, mediaType }] },
        ],
      },
    });
    const { data } = await client.GET("/api/v1/blobs/{sha256}", {
      params: { path: { sha256 }, query: { dossier } },
      parseAs: "arrayBuffer",
    });
    expect(new Uint8Array(data)).toEqual(pdf);
  });

  it("follows what happens, from the cursor it was given", async () => {
    const client = open(proofs.shared);
    const { data: start } = await client.GET("/api/v1/events", { params: { query: { after: "now" } } });
    const { dossierId: ref } = await client.command("submit", { body: birth() });
    await client.command("check", { ref, body: { outcome: "valid", ...officer() } });
    const seen: string[] = [];
    for await (const event of client.events({ after: start.next })) {
      expect(event.subject).toBe(ref);
      seen.push(event.type);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(["vn.lienthong.dossier.submitted", "vn.lienthong.dossier.checkedValid"]);
  });
});
