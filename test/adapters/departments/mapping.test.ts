/** R-G09: what is sent to departments and ministries, what their messages mean; pure mappings and the SOAP client. */
import fc from "fast-check";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import departments, { ministry } from "../../../adapters/departments/adapter.ts";
import { ask } from "../../../adapters/departments/client.ts";
import { config } from "../../../adapters/departments/config.ts";
import { event as eventSchema, type PartnerEvent } from "../../../adapters/departments/contract/callbacks.ts";
import { PATHS, reply, syncDocument } from "../../../adapters/departments/contract/exchange.ts";
import { sampleProgress, sampleResult, sampleSupplementRequest } from "../../../adapters/departments/contract/samples.ts";
import { inboundOf, stillSays } from "../../../adapters/departments/meaning.ts";
import { readPapers } from "../../../adapters/departments/papers.ts";
import { phrasesOf } from "../../../adapters/departments/phrases.ts";
import { reactionsOf } from "../../../adapters/departments/reactions.ts";
import {
  cancelBody,
  type ResolveBody,
  resolveBody,
  sendings,
  supplementBody,
  toDocument,
} from "../../../adapters/departments/sending.ts";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { DossierEvent } from "../../../core/dossier/events.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { dossier, event, happening, PDF } from "../fixtures.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";
import { FORM, SETTINGS } from "./dossiers.ts";

const settings = config.parse(SETTINGS);
const phrases = phrasesOf("departments");
const body = (more: Partial<ResolveBody> = {}): ResolveBody => ({
  dossierId: "d1",
  transferId: "so-noi-vu",
  number: 1,
  docCode: "H57.101-260302-0001",
  procedure: { code: "1.010801", name: "Trợ cấp" },
  purpose: "Quyết định",
  from: { id: "H57.101", name: "UBND phường Thuận Hóa" },
  toAgencyId: "H57.04",
  applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử" },
  receivedAt: "2026-03-02T02:00:00.000Z",
  handed: {},
  papers: [],
  ...more,
});
const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  transferId: "so-noi-vu",
  toAgencyId: "H57.04",
  purpose: "Sở Nội vụ thẩm định",
  lane: "departments",
  operation: "resolve",
  number: 1,
  state: "sent",
  open: true,
  sentAt: "2026-03-02T02:00:00.000Z",
  dueAt: "2026-03-10T09:30:00.000Z",
  data: { submissionNumber: "12" },
  ...more,
});

describe("R-G09 SyncDocument from a dossier", () => {
  it.each([
    ["citizen", 1],
    ["business", 2],
    ["organisation", 3],
    ["agency", 4],
  ] as const)("applicant %s is type %s (§1.9)", (kind, type) => {
    expect(toDocument(body({ applicant: { kind, fullName: "A" } })).ApplicantsType).toBe(type);
  });
  it("texts of any length and kind fit the contract", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 900 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, text, (name, address, summary) => {
        const document = toDocument(
          body({ applicant: { kind: "citizen", fullName: name, address }, summary, ownerName: name, purpose: summary }),
        );
        expect(syncDocument.safeParse({ ...document, Attachments: [] }).error).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
  it("more than 60 MB in base64: an operator is told that links are the way", async () => {
    const file = { ...PDF, size: 40 * 1024 * 1024 };
    const papers = [{ componentId: "don", name: "Đơn", originals: 1, copies: 0, files: [file, file] }];
    const send = sendings("departments", phrases).resolve;
    expect(await failure(send(body({ papers }), fakeCall(settings).call))).toMatchObject({
      intent: "pause",
      code: "exchange.files-too-large",
    });
  });
});

describe("R-G09 R-B06 what the partner is told of what happened", () => {
  const has = (more: Partial<Transfer> = {}): Dossier => dossier({ transfers: [transfer(more)], form: FORM });
  const told = (lane: string, made: DossierEvent, after = has()) => reactionsOf(lane)(happening([made], dossier(), after));
  const forwarded = event("forwarded", { transfer: transfer(), status: "forwarded" });

  it("each lane its own transfers only", () => {
    expect(told("departments", forwarded).map((message) => message.operation)).toEqual(["resolve"]);
    expect(told("ministry", forwarded)).toEqual([]);
  });
  it("the dossier with its declaration, papers, what was handed on and the allotted time", () => {
    expect(resolveBody.parse(told("departments", forwarded)[0]?.body)).toMatchObject({
      transferId: "so-noi-vu",
      number: 1,
      form: FORM,
      handed: { submissionNumber: "12" },
      allottedUntil: "2026-03-10T09:30:00.000Z",
      papers: [{ componentId: "tk" }, { componentId: "gcs", files: [PDF] }],
    });
  });
  it("corrected: whole, under the next number", () => {
    const resent = event("transferResent", { transferId: "so-noi-vu", number: 2, data: {} });
    expect(told("departments", resent, has({ number: 2 }))).toMatchObject([{ operation: "resolve", body: { number: 2 } }]);
  });
  it("what the applicant brought", () => {
    const supplied = [{ componentId: "gcs", originals: 0, copies: 1, files: [PDF] }];
    const made = event("supplemented", {
      round: 1,
      supplied,
      components: supplied,
      status: "forwarded",
      transferId: "so-noi-vu",
    });
    const [message] = told("departments", made);
    expect(message?.operation).toBe("supplement");
    expect(supplementBody.parse(message?.body)).toMatchObject({ suppliedAt: made.at, papers: [{ files: [PDF] }] });
  });
  it.each([
    [false, "Rút"],
    [true, "Rút (đề nghị hủy kết quả đã giải quyết)"],
  ])("called off, done before: %s", (wasDone, reason) => {
    const off = event("transferCancelled", { transferId: "so-noi-vu", reason: "Rút", wasDone, status: "processing" });
    const [message] = told("departments", off, has({ state: "cancelled", open: false }));
    expect(message?.operation).toBe("cancel");
    expect(cancelBody.parse(message?.body).reason).toBe(reason);
  });
});

describe("R-G09 R-B06 R-B10 what the partner's messages mean", () => {
  const here = dossier({ transfers: [transfer()] });
  const progress = (more: object = {}): PartnerEvent => ({ ...sampleProgress, Kind: "progress", ...more });
  const result = (more: object = {}): PartnerEvent => ({ ...sampleResult, Kind: "result", ...more });
  const command = (made: PartnerEvent) => inboundOf(made, here, []).command;

  it("taken in, with the partner's number, its time and its officer", () => {
    const inbound = inboundOf(progress(), here, []);
    expect(inbound).toEqual({
      key: "progress:H57.101-260302-0001:so-noi-vu:1:T-1",
      dossier: here.id,
      at: "2026-03-03T03:00:00.000Z",
      actor: { name: "Lê Thị Chuyên Viên, Chuyên viên" },
      command: {
        type: "acceptTransfer",
        transferId: "so-noi-vu",
        number: 1,
        reference: "SNV-000001",
        note: "Phòng Người có công – Đã tiếp nhận – Đã tiếp nhận",
      },
    });
    expect(COMMANDS.acceptTransfer.safeParse(inbound.command).error).toBeUndefined();
  });
  it.each([
    [2, "Đang xử lý"],
    [3, "Đã chuyển cấp trên xem xét"],
  ])("step %s is progress: %s", (Status, says) => {
    expect(command(progress({ Status }))).toMatchObject({
      type: "progress",
      transferId: "so-noi-vu",
      note: expect.stringContaining(says),
    });
  });
  it("R-A03 R-B10 a request in prose stands under “other”; a named paper keeps its name, for the engine to judge", () => {
    const request = { ...sampleSupplementRequest, Kind: "supplement" } as const;
    expect(command(request)).toMatchObject({
      type: "ask",
      missing: [{ componentId: "other", reason: expect.stringContaining("thương binh") }],
    });
    expect(command({ ...request, Supplementaries: [{ PaperCode: "don", Reason: "Thiếu chữ ký" }] })).toMatchObject({
      missing: [{ componentId: "don", reason: "Thiếu chữ ký" }],
    });
    expect(command({ ...request, Supplementaries: [] })).toMatchObject({
      missing: [{ reason: expect.stringContaining("Thiếu giấy tờ") }],
    });
  });
  it.each(["done", "refused", "sentBack"] as const)("outcome %s", (Outcome) => {
    const made = command(result({ Outcome }));
    expect(made).toMatchObject({ type: "takeTransferResult", transferId: "so-noi-vu", number: 1, outcome: Outcome });
    expect(COMMANDS.takeTransferResult.safeParse(made).error).toBeUndefined();
  });
  it("a partner's DecisionNumber is decisionNumber; empty facts are none", () => {
    const ResultData = [
      { Name: "DecisionNumber", Value: " 12/QĐ " },
      { Name: "effectiveFrom", Value: " " },
    ];
    expect(command(result({ ResultData }))).toMatchObject({ data: { decisionNumber: "12/QĐ" } });
  });
  it.each([
    ["open", progress({ Status: 2 }), {}, true],
    ["an older sending", progress(), { number: 2 }, false],
    ["taken in already", progress(), { state: "accepted" }, false],
    ["progress after the result", progress({ Status: 2 }), { state: "done", open: false }, false],
    ["the result", result(), {}, true],
    ["the result told again", result(), { state: "done", open: false }, false],
    ["a result of what was called off meanwhile", result(), { state: "cancelled", open: false }, true],
    ["sent back although called off", result({ Outcome: "sentBack" }), { state: "cancelled", open: false }, false],
  ] as const)("fetched late: %s", (_name, made, more, says) => {
    expect(stillSays(made, transfer(more))).toBe(says);
    expect(stillSays(made, undefined)).toBe(false);
  });
  it.each([
    ["behind a link", { Base64: undefined, Link: "https://so.test/a.pdf" }, /phải nằm trong thông điệp/],
    ["that is not what its hash says", { AttachmentId: "b".repeat(64) }, /không khớp mã băm/],
    ["of another size", { Size: 4 }, /không khớp mã băm hoặc dung lượng/],
    ["that is no base64", { Base64: "@@" }, /base64/],
  ])("a paper %s is refused by name", (_name, change, says) => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const paper = { AttachmentId: abc, AttachmentName: "qd.pdf", Size: 3, Base64: "YWJj", ...change };
    const good = readPapers(result({ Documents: [{ ...paper, AttachmentId: abc, Size: 3, Base64: "YWJj", Link: undefined }] }));
    expect(good.ok).toBe(true);
    const read = readPapers(result({ Documents: [paper] }));
    expect(read).toMatchObject({ ok: false, says: expect.stringMatching(says) });
  });
});

describe("R-G09 phrases", () => {
  it.each([
    ["Tiếp nhận hồ sơ thành công", "ok"],
    ["Hồ sơ X đã tồn tại", "duplicate"],
    ["Hồ sơ X đã tồn tại với nội dung khác", "rejected"],
    ["Hồ sơ X đã hủy trước đó", "duplicate"],
    ["Hồ sơ X đã giải quyết xong, không thể hủy", "rejected"],
    ["Thủ tục không thuộc thẩm quyền giải quyết", "rejected"],
    ["Tệp a.pdf không khớp mã băm", "pause"],
    ["Thông điệp không hợp lệ với lược đồ: sai thứ tự", "bug"],
    ["Hệ thống đang bận", "retry"],
    ["Lỗi lạ", "pause"],
  ])("%s → %s", (text, means) => {
    expect(phrases.read(text).means).toBe(means);
  });
});

describe("R-G09 both wires read the same answer", () => {
  const server = setupServer();
  beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  const answering = (status: number, text: string, contentType: string): void => {
    server.use(
      http.post(`${SETTINGS.url}/${PATHS.token}`, () =>
        Response.json({ access_token: "the-moi", token_type: "Bearer", expires_in: 3600 }),
      ),
      http.post(`${SETTINGS.url}/*`, () => new Response(text, { status, headers: { "content-type": contentType } })),
    );
  };
  const call = (protocol: "rest" | "soap", kind: "read" | "write" = "write") =>
    ask(fakeCall(config.parse({ ...SETTINGS, protocol })).call, phrases, "CancelDocument", { DocCode: "x" }, reply, kind);
  const fault = (code: string, text: string): string =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:${code}</faultcode><faultstring>${text}</faultstring></e:Fault></e:Body></e:Envelope>`;

  it("JSON and SOAP", async () => {
    answering(200, '{"Status":1,"Code":"OK","Message":"Thành công","DocumentId":null}', "application/json");
    expect(await call("rest")).toEqual({ Status: 1, Code: "OK", Message: "Thành công", DocumentId: undefined });
    server.resetHandlers();
    answering(
      200,
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><x:R xmlns:x="urn:x"><x:Status>1</x:Status><x:Code>OK</x:Code><x:Message>Thành công</x:Message><x:DocumentId/></x:R></e:Body></e:Envelope>',
      "text/xml",
    );
    expect(await call("soap")).toEqual({ Status: 1, Code: "OK", Message: "Thành công", DocumentId: undefined });
  });
  it.each([
    ["Server", "Object reference not set", "write", { intent: "unknown", code: "soap.server-fault" }],
    ["Server", "Object reference not set", "read", { intent: "retry", code: "soap.server-fault" }],
    ["Server", "Hệ thống đang bận", "write", { intent: "retry", code: "departments.busy" }],
    ["Client", "Lỗi lạ", "write", { intent: "pause", code: "departments.unmatched" }],
    ["Client", "Thông điệp không hợp lệ với lược đồ", "write", { intent: "pause", code: "departments.malformed" }],
  ] as const)("a SOAP fault %s “%s” on a %s", async (code, text, kind, expected) => {
    answering(500, fault(code, text), "text/xml");
    expect(await failure(call("soap", kind))).toMatchObject(expected);
  });
  it("a SOAP answer of another shape is unreadable, not a success", async () => {
    answering(200, fault("x", "y").replaceAll("Fault", "Khac"), "text/xml");
    expect(await failure(call("soap"))).toMatchObject({ intent: "unknown", code: "http.unreadable" });
  });
});

describe("R-G09 configuration, a lane each", () => {
  const env = (prefix: string, more: Readonly<Record<string, string>> = {}) => ({
    [`LIENTHONG_${prefix}_URL`]: SETTINGS.url,
    [`LIENTHONG_${prefix}_CLIENT_ID`]: "a",
    [`LIENTHONG_${prefix}_CLIENT_SECRET`]: "b",
    ...more,
  });
  it("departments and ministry read their own variables", () => {
    const both = { ...env("DEPARTMENTS"), ...env("MINISTRY", { LIENTHONG_MINISTRY_PROTOCOL: "soap" }) };
    expect(readAdapterConfig(departments, both)).toMatchObject({ protocol: "rest", pollOnly: false, files: "base64" });
    expect(readAdapterConfig(ministry, both)).toMatchObject({ protocol: "soap" });
    expect(readAdapterConfig(ministry, env("DEPARTMENTS"))).toBeUndefined();
  });
  it.each([
    ["PROTOCOL", "grpc"],
    ["POLL_ONLY", "có"],
    ["FILES", "link"],
    ["HOOK_SECRET", "ngắn"],
  ])("a bad %s is named at start", (key, value) => {
    const name = key === "FILES" ? "FILE_URL" : key;
    expect(() => readAdapterConfig(departments, env("DEPARTMENTS", { [`LIENTHONG_DEPARTMENTS_${key}`]: value }))).toThrow(
      new RegExp(`LIENTHONG_DEPARTMENTS_${name}`),
    );
  });
});

it("R-G09 an event is read the same from JSON and from XML, where everything is text", () => {
  const fromXml = { ...sampleProgress, Kind: "progress", SendingNumber: "1", Status: "1", UserPosition: "" };
  expect(eventSchema.parse(fromXml)).toEqual({ ...sampleProgress, Kind: "progress", UserPosition: undefined });
});
