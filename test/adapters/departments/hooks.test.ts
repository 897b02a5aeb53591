/** R-G09: who may call the hub as a department or ministry, in JSON or SOAP, and what it is answered. */
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { config } from "../../../adapters/departments/config.ts";
import { callbackReply } from "../../../adapters/departments/contract/callbacks.ts";
import { NAMESPACE, SIGNATURE } from "../../../adapters/departments/contract/exchange.ts";
import { sampleProgress, sampleResult } from "../../../adapters/departments/contract/samples.ts";
import { answerOf, hooksOf } from "../../../adapters/departments/hooks.ts";
import { phrasesOf } from "../../../adapters/departments/phrases.ts";
import { resultsPoller } from "../../../adapters/departments/results.ts";
import { parseXml } from "../../../adapters/kit/xml.ts";
import type { Transfer } from "../../../core/dossier/types.ts";
import type { HookAnswer, HookReading } from "../../../core/exchange/adapter.ts";
import { dossier } from "../fixtures.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";
import { SETTINGS } from "./dossiers.ts";

const settings = config.parse(SETTINGS);
const NOW = "2026-03-03T03:00:00.000Z";
const leg: Transfer = {
  transferId: "so-noi-vu",
  toAgencyId: "H57.04",
  purpose: "x",
  lane: "departments",
  operation: "resolve",
  number: 1,
  state: "sent",
  open: true,
  sentAt: "2026-03-02T02:00:00.000Z",
  data: {},
};
const here = dossier({ code: sampleProgress.DocCode, transfers: [leg] });

interface Asked {
  readonly lane?: string;
  readonly hook?: string;
  readonly secret?: string;
  readonly at?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly config?: typeof settings;
}
const ask = (body: unknown, options: Asked = {}): Promise<HookReading | HookAnswer> => {
  const { lane = "departments", hook = "progress", secret = SETTINGS.hookSecret, at = NOW } = options;
  const bytes = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.`).update(bytes).digest("hex");
  const { call } = fakeCall(options.config ?? settings, { now: () => NOW, dossiers: [here] });
  const found = hooksOf(lane)[hook];
  if (found === undefined) throw new TypeError("no such hook");
  const headers = { [SIGNATURE.timestampHeader]: timestamp, [SIGNATURE.signatureHeader]: signature, ...options.headers };
  return found.read({ method: "POST", path: "/", query: {}, headers, body: bytes }, call);
};
const answered = (read: HookReading | HookAnswer) => {
  if (!("status" in read)) throw new TypeError("let in");
  return { status: read.status, ...callbackReply.parse(JSON.parse(read.body)) };
};
const commandsOf = (read: HookReading | HookAnswer) => {
  if ("status" in read) throw new TypeError(read.body);
  return read.commands;
};
const envelope = (inner: string, before = ""): string =>
  `<?xml version="1.0"?>${before}<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
const progressXml = `<p:ReportProgress xmlns:p="${NAMESPACE}"><p:DocCode>${sampleProgress.DocCode}</p:DocCode><p:TransferId>so-noi-vu</p:TransferId><p:SendingNumber>1</p:SendingNumber><p:TraceId>T-9</p:TraceId><p:DateCreated>2026-03-03T09:00:00+07:00</p:DateCreated><p:Comment>Đang xem &lt;xét&gt;</p:Comment><p:Status>2</p:Status></p:ReportProgress>`;
const XML = { "content-type": "text/xml; charset=utf-8" };

describe("R-G09 a callback proves itself by its signature", () => {
  it("signed: let in, as JSON and as SOAP", async () => {
    expect(commandsOf(await ask(sampleProgress))).toMatchObject([{ command: { type: "acceptTransfer" } }]);
    expect(commandsOf(await ask(envelope(progressXml), { headers: XML }))).toMatchObject([
      { command: { type: "progress", note: expect.stringContaining("Đang xem <xét>") } },
    ]);
  });
  it.each([
    ["forged", { secret: "mot-khoa-khac-16-ky-tu" }, /không đúng/],
    ["too old", { at: "2026-03-03T02:50:00.000Z" }, /quá hạn/],
    ["missing", { headers: { [SIGNATURE.signatureHeader]: "" } }, /không đúng/],
  ] as const)("%s: 401, whatever the body", async (_name, options, says) => {
    for (const body of [sampleProgress, "không phải JSON"])
      expect(answered(await ask(body, options))).toMatchObject({ status: 401, Status: 0, Message: expect.stringMatching(says) });
  });
  it("no secret configured: nothing is let in", async () => {
    const { hookSecret: _, ...without } = settings;
    expect(answered(await ask(sampleProgress, { config: without })).status).toBe(503);
  });
});

describe("R-G09 bad callbacks change nothing and say why", () => {
  it.each([
    ["no JSON", "x", {}, /JSON/],
    ["a time without a zone", { ...sampleProgress, DateCreated: "2026-03-03T09:00:00" }, {}, /DateCreated/],
    ["an unknown dossier", { ...sampleProgress, DocCode: "H57.101-260302-9999" }, {}, /Không tìm thấy hồ sơ/],
    ["an unknown transfer", { ...sampleProgress, TransferId: "khac" }, {}, /không có chặng khac/],
    ["another lane's transfer", sampleProgress, { lane: "ministry" }, /gửi đến hệ thống này/],
    [
      "a fact without a proper name",
      { ...sampleResult, ResultData: [{ Name: "số quyết định", Value: "1" }] },
      { hook: "result" },
      /Thông điệp không hợp lệ/,
    ],
    [
      "a paper that is not what its hash says",
      { ...sampleResult, Documents: [{ AttachmentId: "a".repeat(64), AttachmentName: "qd.pdf", Size: 3, Base64: "YWJj" }] },
      { hook: "result" },
      /qd\.pdf.*mã băm/,
    ],
  ] as const)("%s", async (_name, body, options, says) => {
    expect(answered(await ask(body, options))).toMatchObject({ status: 200, Status: 0, Message: expect.stringMatching(says) });
  });
  it.each([
    ["another operation", envelope(progressXml.replaceAll("ReportProgress", "ReportResult")), /ReportProgress/],
    ["no envelope", "<x/>", /ReportProgress/],
    ["a DOCTYPE", envelope(progressXml, '<!DOCTYPE x [<!ENTITY a "b">]>'), /DOCTYPE/],
    ["deep nesting", envelope("<a>".repeat(200) + "</a>".repeat(200)), /64/],
    ["a missing member", envelope(progressXml.replace(/<p:TraceId>.*?<\/p:TraceId>/, "")), /TraceId/],
  ])("SOAP with %s: answered in SOAP", async (_name, body, says) => {
    const read = await ask(body, { headers: XML });
    if (!("status" in read)) throw new TypeError("let in");
    expect(read.headers?.["content-type"]).toContain("text/xml");
    expect(parseXml(read.body)).toEqual({
      Envelope: { Body: { ReportProgressResponse: { Status: "0", Code: "INVALID", Message: expect.stringMatching(says) } } },
    });
  });
});

describe("R-G09 answers to callbacks", () => {
  const json = (status: number, body: object): HookAnswer => ({ status, body: JSON.stringify(body) });
  const refused = (code: string) => ({ outcome: "refused", code, vi: "Không được", en: "no" }) as const;
  it.each([
    [[{ outcome: "done", dossier: here }], 200, 1, "OK"],
    [[{ outcome: "repeat", dossier: here }], 200, 1, "REPEAT"],
    [[{ outcome: "conflict" }], 200, 0, "CONFLICT"],
    [[refused("dossier.transfer-number-old")], 200, 0, "dossier.transfer-number-old"],
    [[refused("dossier.inquiry-pending")], 503, 0, "BUSY"],
    [[refused("dossier.busy")], 503, 0, "BUSY"],
    [[], 503, 0, "BUSY"],
  ] as const)("answer %#", (outcomes, status, Status, Code) => {
    const answer = answerOf(outcomes, json);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, expect.objectContaining({ Status, Code })]);
  });
});

describe("R-G09 what a poll brings", () => {
  const poller = resultsPoller("departments", phrasesOf("departments"));
  const apply = (item: unknown) => poller.apply(item, fakeCall(settings, { dossiers: [here] }).call);
  it("is a command while it still says something", async () => {
    expect((await apply({ Kind: "progress", ...sampleProgress })).commands).toHaveLength(1);
    expect(await apply({ Kind: "progress", ...sampleProgress, SendingNumber: 2 })).toEqual({});
    expect(await apply({ Kind: "progress", ...sampleProgress, DocCode: "KHÔNG-CÓ" })).toEqual({});
  });
  it.each([
    ["of another shape", { ...sampleProgress, Kind: "khac" }],
    [
      "with a spoilt paper",
      {
        ...sampleResult,
        Kind: "result",
        Documents: [{ AttachmentId: "a".repeat(64), AttachmentName: "a.pdf", Size: 3, Base64: "YWJj" }],
      },
    ],
  ])("an event %s waits for an operator and holds up nobody else", async (_name, item) => {
    expect(await failure(apply(item))).toMatchObject({ intent: "pause", blame: "partner", trips: false });
  });
});
