import { createHmac } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  callbackReply,
  event,
  MESSAGES,
  type ResultsReply,
  resultsReply,
} from "../../adapters/departments/contract/callbacks.ts";
import {
  cancelDocument,
  NAMESPACE,
  PATHS,
  PHRASES,
  type Reply,
  reply,
  SIGNATURE,
  supplementDocument,
  syncDocument,
} from "../../adapters/departments/contract/exchange.ts";
import {
  sampleAccount,
  sampleCancel,
  sampleDocument,
  sampleProgress,
  sampleReply,
  sampleResult,
  sampleSupplement,
  sampleSupplementRequest,
} from "../../adapters/departments/contract/samples.ts";
import departments, { ministry } from "../../simulators/departments/simulator.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { escapeXml, readSoap, SOAP_11, textOf } from "../../simulators/kit/xml.ts";
import { call, door, fakeHub } from "./calls.ts";

const CODE = sampleDocument.DocCode;
const REFERENCE = { DocCode: CODE, TransferId: sampleDocument.TransferId, SendingNumber: 1 };
const HOUR = 3_600_000;
const taken = () => Response.json({ Status: 1, Code: "OK", Message: "Đã nhận" });

interface Books {
  readonly documents: readonly {
    readonly state: string;
    readonly documentId: string;
    readonly sent: object;
    readonly events: readonly unknown[];
  }[];
  readonly calls: readonly { readonly kind: string; readonly outcome: string }[];
}

describe.each([
  ["departments", departments],
  ["ministry", ministry],
])("the simulated partner %s", (id, definition) => {
  let partner: Simulation;
  let token: string;
  let hub: ReturnType<typeof fakeHub>;

  const askToken = (secret: string = sampleAccount.clientSecret, form = "grant_type=client_credentials") =>
    call<{ access_token: string }>(partner, "POST", `/${PATHS.token}`, form, {
      authorization: `Basic ${Buffer.from(`${sampleAccount.clientId}:${secret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    });
  const open = async (options: object = {}, ...answers: readonly (() => Response)[]): Promise<void> => {
    hub = fakeHub(...(answers.length === 0 ? [taken] : answers));
    const settings: SimulationSettings = {
      now: "2026-03-02T09:00:00+07:00",
      fetch: hub.hub,
      sleep: async () => undefined,
      options: { hubUrl: "https://hub.test", auto: false, ...options },
    };
    partner = createSimulation(definition, settings);
    token = (await askToken()).body.access_token;
  };
  const auth = () => ({ authorization: `Bearer ${token}` });
  const rest = async (operation: keyof typeof PATHS, body: unknown): Promise<Reply> => {
    const answer = await call(partner, "POST", `/${PATHS[operation]}`, body, auth());
    expect(answer.status).toBe(200);
    return reply.parse(answer.body);
  };
  const soap = async (inner: string): Promise<Response> =>
    partner.fetch(
      new Request(`https://mo-phong.test/${PATHS.soap}`, {
        method: "POST",
        headers: { ...auth(), "content-type": "text/xml; charset=utf-8" },
        body: `<?xml version="1.0"?><s:Envelope xmlns:s="${SOAP_11}"><s:Body>${inner}</s:Body></s:Envelope>`,
      }),
    );
  const sync = (change: object = {}) => rest("SyncDocument", { ...sampleDocument, ...change });
  const books = (): Books => partner.parts.state() as Books;
  const deed = (name: string, more: object = {}) =>
    door<{ outcome: string }>(partner, "POST", `/${name}`, { docCode: CODE, ...more });
  const later = async (hours: number): Promise<void> => {
    partner.clock.advance(hours * HOUR);
    token = (await askToken()).body.access_token;
    await door(partner, "GET", "/state");
  };

  beforeEach(() => open());

  it.each([
    ["document", syncDocument, sampleDocument],
    ["reply", reply, sampleReply],
    ["supplement", supplementDocument, sampleSupplement],
    ["cancel", cancelDocument, sampleCancel],
    ["progress", MESSAGES.progress, sampleProgress],
    ["supplement request", MESSAGES.supplement, sampleSupplementRequest],
    ["result", MESSAGES.result, sampleResult],
  ])("sample %s: nothing is lost or changed by the schema", (_name, schema, sample) => {
    expect(schema.parse(sample)).toEqual(sample);
  });

  it("R-G09 a bad or an ended token answers 401 on REST and SOAP and does nothing", async () => {
    expect((await askToken("sai")).status).toBe(401);
    expect((await askToken(undefined, "grant_type=password")).status).toBe(400);
    partner.clock.advance(HOUR);
    for (const path of [PATHS.SyncDocument, PATHS.SupplementDocument, PATHS.CancelDocument, PATHS.GetResults, PATHS.soap])
      expect((await call(partner, "POST", `/${path}`, sampleDocument, auth())).status).toBe(401);
    expect(books().documents).toEqual([]);
  });

  describe("R-G09 SyncDocument", () => {
    it("a dossier is taken under the partner's own number", async () => {
      expect(await sync()).toMatchObject({ Status: 1, DocumentId: expect.stringMatching(/^(SO|BO)-000001$/) });
      expect(books().documents).toMatchObject([{ state: "received", sent: { CitizenName: "Nguyễn Văn Thử" } }]);
    });
    it("sent twice with the same content is harmless: đã tồn tại", async () => {
      await sync();
      const again = await sync();
      expect(again.Status).toBe(0);
      expect(again.Message).toContain(PHRASES.exists);
      expect(again.Message).not.toContain(PHRASES.otherContent);
      expect(partner.parts.counts()).toMatchObject({ "hồ sơ": 1, "gửi lặp": 1 });
    });
    it("sent twice with other content is refused", async () => {
      await sync();
      expect((await sync({ CitizenName: "Người khác" })).Message).toContain(PHRASES.otherContent);
    });
    it("a new sending stands for the one before it; an old one is never taken", async () => {
      await sync();
      const [first] = books().documents;
      expect(await sync({ SendingNumber: 3, Compendium: "Đã sửa" })).toMatchObject({ Status: 1, DocumentId: first?.documentId });
      expect((await sync({ SendingNumber: 2 })).Message).toContain(PHRASES.outdated);
      expect(books().documents.map((one) => one.state)).toEqual(["replaced", "received"]);
    });
    it.each([
      ["no applicant", { CitizenName: "" }, "CitizenName"],
      ["an instant without a zone", { DateReceived: "2026-03-02T09:00:00" }, "DateReceived"],
      ["an applicant type that is none", { ApplicantsType: 5 }, "ApplicantsType"],
      [
        "a file with neither bytes nor link",
        { Attachments: [{ AttachmentId: "a".repeat(64), AttachmentName: "a.pdf", Size: 3 }] },
        "Attachments.0.Base64",
      ],
      [
        "a file that is not what its hash says",
        { Attachments: [{ AttachmentId: "a".repeat(64), AttachmentName: "a.pdf", Size: 3, Base64: "YWJj" }] },
        PHRASES.fileBroken,
      ],
    ])("refuses %s, and stores nothing", async (_name, change, phrase) => {
      expect(await sync(change)).toMatchObject({ Status: 0, Message: expect.stringContaining(phrase) });
      expect(books().documents).toEqual([]);
    });
    it("refuses a procedure that it does not resolve", async () => {
      await open({ procedures: ["1.000001"] });
      expect((await sync()).Message).toContain("không thuộc thẩm quyền");
    });
  });

  describe("R-G09 supplements and cancelling", () => {
    it("a supplement for an unknown dossier or one that does not wait is refused; the same one again is harmless", async () => {
      const supplement = (change: object = {}) => rest("SupplementDocument", { ...sampleSupplement, ...change });
      expect((await supplement()).Message.toLowerCase()).toContain(PHRASES.notFound);
      await sync();
      expect((await supplement()).Message).toContain(PHRASES.notWaiting);
      await deed("ask-supplement");
      expect((await supplement()).Status).toBe(1);
      expect((await supplement()).Message).toContain(PHRASES.alreadySupplemented);
      expect((await supplement({ Comment: "khác" })).Message).toContain(PHRASES.notWaiting);
    });
    it("what is open can be called off, what is resolved cannot", async () => {
      expect((await rest("CancelDocument", sampleCancel)).Message.toLowerCase()).toContain(PHRASES.notFound);
      await sync();
      expect((await rest("CancelDocument", sampleCancel)).Status).toBe(1);
      expect((await rest("CancelDocument", sampleCancel)).Message).toContain(PHRASES.alreadyCancelled);
      await sync({ SendingNumber: 2 });
      await deed("finish");
      expect((await rest("CancelDocument", { ...sampleCancel, SendingNumber: 2 })).Message).toContain(PHRASES.tooLate);
    });
  });

  describe("R-G09 its callbacks", () => {
    const messageOf = (n: number) => JSON.parse(hub.got[n]?.body ?? "");
    it.each([
      ["accept", "progress", "progress"],
      ["progress", "progress", "progress"],
      ["send-on", "progress", "progress"],
      ["ask-supplement", "supplement", "supplementRequest"],
      ["finish", "result", "result"],
      ["refuse", "result", "result"],
      ["send-back", "result", "result"],
    ] as const)("%s is told at its hook, signed", async (name, kind, hook) => {
      await sync();
      expect((await deed(name)).body).toMatchObject({ outcome: "accepted", kind });
      const [request] = hub.got;
      expect(request?.url).toBe(`https://hub.test/hooks/${id}/${hook}`);
      expect(MESSAGES[kind].safeParse(messageOf(0)).error).toBeUndefined();
      const timestamp = request?.headers.get(SIGNATURE.timestampHeader);
      const expected = createHmac("sha256", sampleAccount.hookSecret).update(`${timestamp}.${request?.body}`).digest("hex");
      expect(request?.headers.get(SIGNATURE.signatureHeader)).toBe(expected);
    });
    it("a result brings digitised papers whose hash is right", async () => {
      await sync();
      await deed("finish");
      const [paper] = MESSAGES.result.parse(messageOf(0)).Documents;
      const again = { ...sampleDocument, TransferId: "khac", Attachments: [paper] };
      expect((await rest("SyncDocument", again)).Status).toBe(1);
    });
    it("as SOAP: the same message in an envelope of the exchange's namespace, signed, answered in SOAP", async () => {
      const answer = `<s:Envelope xmlns:s="${SOAP_11}"><s:Body><r><Status>1</Status><Code>OK</Code><Message>Đã nhận</Message></r></s:Body></s:Envelope>`;
      await open({ callbacks: "soap" }, () => new Response(answer, { headers: { "content-type": "text/xml" } }));
      await sync();
      expect((await deed("ask-supplement")).body.outcome).toBe("accepted");
      const { operation } = readSoap(hub.got[0]?.body ?? "");
      expect([operation.name, operation.namespace, textOf(operation, "DocCode")]).toEqual(["RequestSupplement", NAMESPACE, CODE]);
    });
    it("calls again until it is answered, and not after a refusal", async () => {
      await open(
        {},
        () => new Response("", { status: 503 }),
        () => new Response("<html>"),
        taken,
      );
      await sync();
      expect((await deed("accept")).body.outcome).toBe("accepted");
      expect(hub.got).toHaveLength(3);
      expect(new Set(hub.got.map((one) => one.body)).size).toBe(1);
      await open({}, () => Response.json({ Status: 0, Code: "x", Message: "từ chối" }));
      await sync();
      expect((await deed("accept")).body.outcome).toBe("refused");
    });
    it("there is no result for an unknown dossier, for one that is over, nor one of another shape", async () => {
      expect((await deed("finish")).status).toBe(404);
      await sync();
      expect((await deed("finish", { data: { Outcome: "perhaps" } })).status).toBe(400);
      expect((await deed("finish")).status).toBe(200);
      expect((await deed("refuse")).status).toBe(409);
      expect(books().calls).toHaveLength(1);
    });
    it("works by the clock, in order, and stops when the dossier is called off", async () => {
      await open({ auto: true });
      await sync();
      await sync({ TransferId: "khac" });
      await later(2);
      await rest("CancelDocument", { ...sampleCancel, TransferId: "khac" });
      await later(30);
      await vi.waitFor(() => expect(books().calls).toHaveLength(4), { timeout: 60_000 });
      expect(books().documents.map((one) => one.state)).toEqual(["cancelled", "done"]);
      expect(books().calls.map((one) => one.kind)).toEqual(["progress", "progress", "progress", "result"]);
      partner.reset();
      await later(100);
      expect(books()).toEqual({ documents: [], calls: [] });
    });
  });

  describe("R-G09 a partner that can only be polled", () => {
    const results = async (...Transfers: object[]): Promise<ResultsReply> =>
      resultsReply.parse((await call(partner, "POST", `/${PATHS.GetResults}`, { Transfers }, auth())).body);
    it("never calls, and tells everything it did when asked", async () => {
      await open({ callbacks: "none" });
      await sync();
      expect((await deed("accept")).body.outcome).toBe("waiting");
      await deed("finish");
      expect(hub.got).toEqual([]);
      const { Events } = await results(REFERENCE, { ...REFERENCE, DocCode: "KHÔNG-CÓ" });
      expect(Events.map((one) => one.Kind)).toEqual(["progress", "result"]);
      expect(new Set(Events.map((one) => one.TraceId)).size).toBe(2);
      expect(Events.every((one) => event.safeParse(one).success)).toBe(true);
      expect((await results({ ...REFERENCE, SendingNumber: 2 })).Events).toEqual([]);
    });
    it("at most 20 transfers in one question", async () => {
      const many = Array.from({ length: 21 }, () => REFERENCE);
      expect((await call<Reply>(partner, "POST", `/${PATHS.GetResults}`, { Transfers: many }, auth())).body.Status).toBe(0);
    });
  });

  describe("R-G09 over SOAP", () => {
    const xml = (name: string, value: unknown): string => {
      if (value === undefined) return "";
      if (Array.isArray(value)) return value.map((one) => xml(name, one)).join("");
      if (typeof value !== "object" || value === null) return `<${name}>${escapeXml(String(value))}</${name}>`;
      return `<${name}>${Object.entries(value)
        .map(([member, inner]) => xml(member, inner))
        .join("")}</${name}>`;
    };
    const operation = (name: string, value: object): string =>
      xml(name, value).replace(`<${name}>`, `<${name} xmlns="${NAMESPACE}">`);

    it("the same books: a dossier sent by SOAP and again by REST is the same dossier", async () => {
      const response = await soap(operation("SyncDocument", sampleDocument));
      expect(response.status).toBe(200);
      const { operation: answer } = readSoap(await response.text());
      expect([answer.name, answer.namespace, textOf(answer, "Status")]).toEqual(["SyncDocumentResponse", NAMESPACE, "1"]);
      expect((await sync()).Message).toContain(PHRASES.exists);
    });
    it("shows its WSDL without a token", async () => {
      const shown = await (await partner.fetch(new Request(`https://mo-phong.test/${PATHS.soap}?wsdl`))).text();
      expect(shown).toContain('name="CancelDocument"');
    });
    it.each([
      ["another namespace", `<SyncDocument xmlns="urn:khac"/>`, "không gian tên"],
      ["an unknown service", `<Xoa xmlns="${NAMESPACE}"/>`, "Không có dịch vụ"],
      [
        "elements out of order",
        operation("CancelDocument", { TransferId: "a", DocCode: "b", SendingNumber: 1, DateCreated: "x", Reason: "y" }),
        "sai thứ tự",
      ],
      ["an element that is not in the schema", operation("CancelDocument", { ...sampleCancel, Them: "1" }), "sai thứ tự"],
      ["no XML", "<", "không phải XML"],
    ])("a fault for %s, and nothing is stored", async (_name, inner, phrase) => {
      const response = await soap(inner);
      expect(response.status).toBe(500);
      expect(await response.text()).toContain(phrase);
      expect(books().documents).toEqual([]);
    });
    it("a DOCTYPE is refused", async () => {
      const request = new Request(`https://mo-phong.test/${PATHS.soap}`, {
        method: "POST",
        headers: auth(),
        body: `<!DOCTYPE x [<!ENTITY a "b">]><s:Envelope xmlns:s="${SOAP_11}"><s:Body/></s:Envelope>`,
      });
      expect(await (await partner.fetch(request)).text()).toContain("DOCTYPE");
    });
  });

  it("whatever is sent, it is answered in shape and nothing is stored", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        expect((await rest("SyncDocument", body)).Status).toBe(0);
      }),
      { numRuns: 50 },
    );
    expect(books().documents).toEqual([]);
    expect(callbackReply.safeParse({ Status: 2, Code: "", Message: "" }).success).toBe(false);
  });
});
