/** Issue A, "Bad input": each gets a clear problem document through the REST door, and nothing is stored. Real hub, real rules. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ProblemBody, problemOf } from "./fake-hub.ts";
import { BIRTH, OFFICER, type RealWorld, realWorld } from "./real-hub.ts";

let world: RealWorld;
beforeAll(async () => {
  world = await realWorld();
});
afterAll(() => world.stop());

let keys = 0;
const newKey = () => {
  keys += 1;
  return { "idempotency-key": `bad-input-${keys}` };
};

/** Sends what must be refused; proves that no dossier and no event came of it, and that the key was not spent. */
const refused = async (
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = newKey(),
): Promise<ProblemBody> => {
  const before = await world.stored();
  const found = await problemOf(await world.send("portal", method, path, body, headers));
  expect(await world.stored()).toEqual(before);
  return found;
};
const submitBad = (changes: object, headers?: Record<string, string>) =>
  refused("POST", "/api/v1/dossiers", { ...BIRTH, ...changes }, headers);

const submitted = async (changes: object = {}): Promise<string> => {
  const response = await world.send("portal", "POST", "/api/v1/dossiers", { ...BIRTH, ...changes }, newKey());
  expect(response.status, await response.clone().text()).toBe(201);
  return ((await response.json()) as { dossierId: string }).dossierId;
};
const act = async (ref: string, path: string, body: object) => {
  const response = await world.send("portal", "POST", `/api/v1/dossiers/${ref}/${path}`, { ...body, ...OFFICER });
  expect(response.status, await response.clone().text()).toBe(200);
};

describe("bad input to a submission", () => {
  it.each([
    ["text", "không phải đối tượng", "Phải là đối tượng."],
    ["a name that is none", { "họ tên": "A" }, "Tên trường không đúng dạng quy định."],
    ["33 KB", { note: "a".repeat(33_000) }, "Quá 32 KB."],
    ["forty levels", { a: JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`) as unknown }, "Quá nhiều cấp lồng nhau."],
  ])("R-A02 a declaration that is %s is refused and told why", async (_, form, vi) => {
    const found = await submitBad({ form });
    expect(found).toMatchObject({ status: 422, code: "request.invalid", blame: "caller" });
    expect(found.errors).toEqual([expect.objectContaining({ path: expect.stringMatching(/^\/form/), vi })]);
  });

  it("R-A12 an unknown procedure is refused", async () => {
    expect(await submitBad({ procedureCode: "9.999999" })).toMatchObject({
      status: 422,
      code: "dossier.unknown-procedure",
      blame: "caller",
    });
  });

  it("an unknown agency is refused", async () => {
    expect(await submitBad({ agencyId: "H57.9999" })).toMatchObject({ status: 422, code: "dossier.unknown-agency" });
  });

  it("a component outside the catalog is refused, by name", async () => {
    const found = await submitBad({ components: [{ componentId: "so-do", originals: 1 }] });
    expect(found).toMatchObject({ status: 422, code: "dossier.component-not-published" });
    expect(JSON.stringify(found.details)).toContain("so-do");
  });

  it("a file that was never uploaded is refused", async () => {
    const files = [{ blob: "a".repeat(64), name: "to-khai.pdf", size: 10, mediaType: "application/pdf" }];
    expect(await submitBad({ components: [{ componentId: "tk", originals: 0, files }] })).toMatchObject({
      status: 422,
      code: "file.unknown",
    });
  });

  it.each([
    ["a day that does not exist", { channel: "post", postalArrivalDate: "2026-02-30" }, "request.invalid"],
    ["another way of writing", { channel: "post", postalArrivalDate: "13/02/2026" }, "request.invalid"],
    ["a stamp in the future", { channel: "post", postalArrivalDate: "2026-02-14" }, "dossier.stamp-date-in-future"],
    ["a stamp on an online dossier", { postalArrivalDate: "2026-02-12" }, "dossier.stamp-date-not-postal"],
    ["a time in the future", { at: "2026-02-13T18:00:00+07:00", channel: "counter", ...OFFICER }, "dossier.time-in-future"],
    [
      "a time in the past without the mark of late entry",
      { at: "2026-02-12T09:00:00+07:00", channel: "counter", ...OFFICER },
      "dossier.late-entry-needed",
    ],
  ])("bad dates: %s", async (_, changes, code) => {
    expect(await submitBad(changes)).toMatchObject({ status: 422, code });
  });

  it("10 MB of JSON is 413 and deep nesting 422", async () => {
    expect((await submitBad({ summary: "x".repeat(10_000_000) })).status).toBe(413);
    const deep = `{"summary":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expect(await refused("POST", "/api/v1/dossiers", deep)).toMatchObject({ status: 422, code: "request.too-complex" });
  });

  it("R-I03 NFD Vietnamese text is stored as NFC, and is the same body under the same key", async () => {
    const key = newKey();
    const texts = { applicant: { ...BIRTH.applicant, fullName: "Nguyễn Thị Thử Nghiệm" }, summary: "Đăng ký khai sinh đúng hạn" };
    const inForm = (form: "NFC" | "NFD") => JSON.parse(JSON.stringify({ ...BIRTH, ...texts }).normalize(form)) as object;
    const first = await world.send("portal", "POST", "/api/v1/dossiers", inForm("NFD"), key);
    expect(first.status).toBe(201);
    const { dossierId } = (await first.json()) as { dossierId: string };
    const dossier = await world.hub.find(dossierId);
    expect([dossier?.applicant.fullName, dossier?.summary]).toEqual([
      texts.applicant.fullName.normalize("NFC"),
      texts.summary.normalize("NFC"),
    ]);
    const second = await world.send("portal", "POST", "/api/v1/dossiers", inForm("NFC"), key);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await second.json()).toMatchObject({ dossierId });
  });

  it("a refused submission does not spend its key", async () => {
    const key = newKey();
    await submitBad({ procedureCode: "9.999999" }, key);
    expect((await world.send("portal", "POST", "/api/v1/dossiers", BIRTH, key)).status).toBe(201);
  });

  it("a body that changes under the same key is 409; the first answer stays", async () => {
    const key = newKey();
    const first = await world.send("portal", "POST", "/api/v1/dossiers", BIRTH, key);
    expect(await submitBad({ summary: "khác" }, key)).toMatchObject({ status: 409, code: "request.key-reused" });
    const again = await world.send("portal", "POST", "/api/v1/dossiers", BIRTH, key);
    expect(again.status).toBe(201);
    expect(await again.json()).toEqual(await first.json());
  });

  it("the same national code cannot be submitted twice", async () => {
    await submitted({ nationalCode: "000.00.22.H57-260213-0007" });
    expect(await submitBad({ nationalCode: "000.00.22.H57-260213-0007" })).toMatchObject({
      status: 409,
      code: "dossier.national-code-taken",
    });
  });
});

describe("bad input to a dossier", () => {
  it("a second receipt is 409", async () => {
    const ref = await submitted();
    await act(ref, "check", { outcome: "valid" });
    await act(ref, "receive", {});
    const found = await refused("POST", `/api/v1/dossiers/${ref}/receive`, OFFICER);
    expect(found).toMatchObject({
      status: 409,
      code: "dossier.already-received",
      details: { code: expect.stringMatching(/^H57\.122-260213-\d{4}$/) },
    });
  });

  it.each([
    ["receive", {}, "dossier.not-checked"],
    ["decide", { documents: [{ name: "Giấy khai sinh" }] }, "dossier.wrong-state"],
    ["resume", {}, "dossier.wrong-state"],
    ["return-in-person", { receiverName: "A", identityNumber: "001099000012", appointmentSlip: true }, "dossier.wrong-state"],
  ])("the wrong order of steps: %s before its time is 409", async (path, body, code) => {
    const ref = await submitted();
    expect(await refused("POST", `/api/v1/dossiers/${ref}/${path}`, { ...body, ...OFFICER })).toMatchObject({
      status: 409,
      code,
    });
  });

  it("R-A03 asking for a component that is not published is 422", async () => {
    const ref = await submitted();
    const body = { outcome: "notYetValid", missing: [{ componentId: "ho-khau", reason: "Nộp sổ hộ khẩu" }], ...OFFICER };
    expect(await refused("POST", `/api/v1/dossiers/${ref}/check`, body)).toMatchObject({
      status: 422,
      code: "dossier.component-not-published",
    });
  });

  it("a stale If-Match is 412", async () => {
    const ref = await submitted();
    const read = await world.send("portal", "GET", `/api/v1/dossiers/${ref}`);
    const etag = read.headers.get("etag") ?? "";
    await act(ref, "check", { outcome: "valid" });
    const found = await refused("POST", `/api/v1/dossiers/${ref}/receive`, OFFICER, { "if-match": etag });
    expect(found).toMatchObject({ status: 412, code: "dossier.version-stale" });
  });

  it("a role that may not do it is 403", async () => {
    const ref = await submitted();
    const found = await refused("POST", `/api/v1/dossiers/${ref}/check`, { outcome: "valid", actor: { id: "u", role: "unit" } });
    expect(found).toMatchObject({ status: 403, code: "dossier.role-not-allowed" });
  });
});

describe("R-A07 bad files", () => {
  const PDF = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
  const upload = (name: string, body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>) =>
    world.app.request(`/api/v1/blobs?name=${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.keys["portal"]}`, "content-type": "application/octet-stream" },
      body,
      duplex: "half",
    } as RequestInit);

  it("a right one is stored, and comes back byte for byte", async () => {
    const stored = (await (await upload("Tờ khai.pdf", PDF)).json()) as { sha256: string };
    const back = await world.send("operator", "GET", `/api/v1/blobs/${stored.sha256}`);
    expect(Buffer.from(await back.arrayBuffer())).toEqual(PDF);
  });

  it.each([
    ["a programme", "virus.exe", PDF, 415, "file.kind-not-allowed"],
    ["no ending", "tokhai", PDF, 415, "file.kind-not-allowed"],
    ["a PDF that calls itself a picture", "anh.jpg", PDF, 422, "file.content-mismatch"],
    [
      "a page that calls itself PDF",
      "to-khai.pdf",
      Buffer.from("<html><script>alert(1)</script></html>"),
      422,
      "file.content-mismatch",
    ],
    ["nothing", "to-khai.pdf", Buffer.alloc(0), 422, "file.empty"],
  ])("%s is refused", async (_, name, bytes, status, code) => {
    expect(await problemOf(await upload(name, bytes))).toMatchObject({ status, code });
  });

  it("more than 50 MB without a declared length is 413, and given up soon after the bound", async () => {
    const chunk = Buffer.alloc(1_048_576, 32);
    chunk.write("%PDF-1.7\n");
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(chunk);
        if (sent === 80) controller.close();
      },
    });
    expect(await problemOf(await upload("to-khai.pdf", body))).toMatchObject({ status: 413, code: "file.too-large" });
    expect(sent).toBeLessThan(56);
  });

  it.each(["../../etc/passwd.pdf", "a\u0000.pdf", "x".repeat(300)])("a name that is none is 400: %j", async (name) => {
    expect(await problemOf(await upload(name, PDF))).toMatchObject({ status: 400, code: "request.bad-query" });
  });
});
