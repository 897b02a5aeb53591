import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import { writtenMoment } from "../../../adapters/kit/local-time.ts";
import { countSegments } from "../../../adapters/kit/sms-text.ts";
import adapter from "../../../adapters/sms/adapter.ts";
import { config, type SmsConfig } from "../../../adapters/sms/config.ts";
import { sampleAccount, sampleCpMt, sampleRqst } from "../../../adapters/sms/contract/samples.ts";
import { BILLING, STATUS } from "../../../adapters/sms/contract/smpp.ts";
import { MAX_PARAMETER, MAX_SEGMENTS, TEMPLATE_NAMES, TEMPLATES } from "../../../adapters/sms/contract/templates.ts";
import { cpMt, VIETTEL_SAYS } from "../../../adapters/sms/contract/viettel.ts";
import { rqst, VNPT_SAYS } from "../../../adapters/sms/contract/vnpt.ts";
import type { OutgoingSms } from "../../../adapters/sms/gateways.ts";
import { addressOf, statusError } from "../../../adapters/sms/line.ts";
import { dossierOf, noticeBody, requestIdOf, toSms } from "../../../adapters/sms/notify.ts";
import { errorOf, phrases } from "../../../adapters/sms/phrases.ts";
import { toSubmits } from "../../../adapters/sms/smpp.ts";
import { money, parameters, textOf, withoutIdentityNumbers } from "../../../adapters/sms/texts.ts";
import { toCpMt } from "../../../adapters/sms/viettel.ts";
import { toRqst } from "../../../adapters/sms/vnpt.ts";
import { fakeCall } from "../kit/fake-call.ts";

const account = {
  url: "http://sms.test",
  user: sampleAccount.user,
  password: sampleAccount.password,
  brandname: sampleAccount.brandname,
  cpCode: sampleAccount.cpCode,
  officeNumber: sampleAccount.officeNumber,
  labelId: sampleAccount.labelId,
  agentId: sampleAccount.agentId,
  officeContract: sampleAccount.officeContract,
  recipientContract: sampleAccount.recipientContract,
};
const settings = (more: Readonly<Record<string, string>> = {}): SmsConfig => config.parse({ ...account, ...more });
const ID = "018f0000-0000-7000-8000-0000000000d1";
const sms = (more: Partial<OutgoingSms> = {}): OutgoingSms => ({
  to: "84900000012",
  template: "received",
  params: ["H57.101-260302-0001", "16:30 02/03/2026"],
  text: sampleCpMt.Content,
  alphabet: "gsm7",
  payer: "recipient",
  requestId: sampleCpMt.RequestID,
  secrets: [],
  ...more,
});

describe("R-G08 [§5.8] one message in three wire forms", () => {
  it("R-G08 [§5.8] Viettel: the brandname is ServiceID, ContentType 0 without accents and 1 with", () => {
    expect(cpMt.parse(toCpMt(sms(), settings()))).toEqual(sampleCpMt);
    expect(toCpMt(sms({ alphabet: "ucs2" }), settings()).ContentType).toBe("1");
  });
  it("R-D02 [§5.8] Viettel: UserID is who pays", () => {
    expect(toCpMt(sms(), settings()).UserID).toBe("84900000012");
    expect(toCpMt(sms({ payer: "office" }), settings())).toMatchObject({ UserID: "84234000001", ReceiverID: "84900000012" });
  });
  it("R-G08 [§5.8] VNPT: TEMPLATEID and numbered PARAMS instead of a text", () => {
    expect(rqst.parse(toRqst(sms(), settings()))).toEqual(sampleRqst);
    expect(toRqst(sms({ alphabet: "ucs2" }), settings()).RQST.DATACODING).toBe("8");
  });
  it("R-G08 [§5.8] VNPT: the telco's own template numbers replace ours", () => {
    const config = settings({ templateIds: "received=88, result=91" });
    expect(toRqst(sms(), config).RQST.TEMPLATEID).toBe("88");
    expect(toRqst(sms({ template: "result" }), config).RQST.TEMPLATEID).toBe("91");
    expect(toRqst(sms({ template: "extended" }), config).RQST.TEMPLATEID).toBe(TEMPLATES.extended.id);
  });
  it("R-D02 [§5.8] VNPT: the contract is who pays", () => {
    expect(toRqst(sms({ payer: "office" }), settings()).RQST.CONTRACTID).toBe(sampleAccount.officeContract);
  });
  it("R-G08 [§5.8] SMPP: one submit_sm, a receipt wanted, who pays in the TLV", () => {
    expect(toSubmits(sms(), settings())).toMatchObject([
      {
        source_addr: "TP-HUE",
        destination_addr: "84900000012",
        data_coding: 0,
        registered_delivery: 1,
        short_message: { message: sampleCpMt.Content },
        billing_identification: { data: Buffer.from(BILLING.recipient) },
      },
    ]);
  });
  it("R-G08 [§5.8] SMPP: parts of a long text share a reference that every attempt repeats; only the last wants a receipt", () => {
    const long = sms({ text: "ế".repeat(140), alphabet: "ucs2" });
    const parts = toSubmits(long, settings());
    const headers = parts.map((part) => [...((part["short_message"] as { udh: Buffer }).udh ?? [])]);
    expect(headers.map(([, , , , total, number]) => [total, number])).toEqual([
      [3, 1],
      [3, 2],
      [3, 3],
    ]);
    expect(new Set(headers.map(([, , , reference]) => reference)).size).toBe(1);
    expect(parts.map((part) => part["registered_delivery"])).toEqual([0, 0, 1]);
    expect(toSubmits(long, settings())).toEqual(parts);
  });
});

describe("R-G08 the texts", () => {
  it("moments and money as citizens read them", () => {
    expect(writtenMoment("2026-03-02T09:30:00.000Z")).toBe("16:30 02/03/2026");
    expect([0, 999, 1000, 1_250_000].map(money)).toEqual(["0", "999", "1.000", "1.250.000"]);
  });
  it("R-I02 no identity number gets into a text, wherever it stood", () => {
    expect(withoutIdentityNumbers("Lệ phí của 001099000012, CMND 190123456")).toBe("Lệ phí của ***, CMND ***");
    expect(withoutIdentityNumbers("số 12345678 và 1234567890")).toBe("số 12345678 và 1234567890");
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^(?:\d{9}|\d{12})$/), fc.string(), (before, number, after) => {
        const clean = withoutIdentityNumbers(`${before} ${number} ${after}`);
        expect(/(?<!\d)(?:\d{9}|\d{12})(?!\d)/.test(clean)).toBe(false);
      }),
    );
  });
  it("[§5.8] no text is longer than a telco takes, whatever fills it, in either alphabet", () => {
    const link = fc.constant(`https://thanhtoan.example/${"a".repeat(MAX_PARAMETER.link - 26)}`);
    const value = fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        fc.constantFrom(...TEMPLATE_NAMES),
        fc.array(value, { minLength: 4, maxLength: 4 }),
        link,
        (template, values, url) => {
          const raw = template === "paymentLink" ? [values[0] ?? "", values[1] ?? "", url] : values;
          for (const alphabet of ["gsm7", "ucs2"] as const) {
            const text = textOf(template, parameters(raw, alphabet), alphabet);
            expect(countSegments(text, alphabet)).toBeLessThanOrEqual(MAX_SEGMENTS);
          }
        },
      ),
    );
  });
  it("a link is never cut, because a cut link leads nowhere", () => {
    const url = `https://thanhtoan.example/${"a".repeat(100)}`;
    expect(parameters([url], "gsm7")).toEqual([url]);
    expect(parameters(["x".repeat(100)], "gsm7")[0]).toHaveLength(MAX_PARAMETER.text + 2);
  });
  it("what a citizen reads holds every parameter once filled, and no hole", () => {
    for (const name of TEMPLATE_NAMES) {
      const text = textOf(name, ["một", "hai", "ba", "bốn"], "ucs2");
      expect(text).not.toMatch(/[{}]/);
      const holes = [...TEMPLATES[name].vi.matchAll(/\{(\d)\}/g)].map(([, number]) => Number(number));
      expect([...holes].sort()).toEqual(holes.map((_, index) => index + 1));
    }
  });
  it("R-A08 the update key joins when the message goes out, as a secret, and is in no body", () => {
    const { call } = fakeCall(settings());
    const body = noticeBody.parse({
      dossierId: ID,
      to: "84900000012",
      template: "filedWithKey",
      params: ["H57.101-260302-0001"],
      payer: "office",
    });
    const made = toSms(body, call);
    expect(made.text).toBe(
      `Ho so H57.101-260302-0001 da nop. Khoa cap nhat: update-key-of-${ID}. Dung ma ho so va khoa nay de tra cuu, sua ho so; khong dua khoa cho nguoi khac.`,
    );
    expect(made.secrets).toEqual([`update-key-of-${ID}`]);
    expect(JSON.stringify(body)).not.toContain("update-key");
    expect(toSms({ ...body, template: "filed" }, call).secrets).toEqual([]);
  });
  it("the telco's key of a message leads back to its dossier", () => {
    const id = requestIdOf(ID, "018f0000-0000-7000-8000-abcdef012345");
    expect(id.length).toBeLessThanOrEqual(60);
    expect(dossierOf(id)).toBe(ID);
    expect(dossierOf("1")).toBeUndefined();
  });
});

describe("R-G08 [§5.8] what telcos say", () => {
  it.each<[string, string, string]>([
    [VIETTEL_SAYS.ok, "ok", "sms.done"],
    [VIETTEL_SAYS.duplicate, "duplicate", "sms.exists"],
    [VIETTEL_SAYS.credentials, "pause", "sms.credentials"],
    [VIETTEL_SAYS.cpCode, "pause", "sms.credentials"],
    ["Authenticate: IP is not allowed", "pause", "sms.credentials"],
    [VIETTEL_SAYS.brandname, "pause", "sms.brandname"],
    [VIETTEL_SAYS.command, "bug", "sms.malformed"],
    [VIETTEL_SAYS.receiver, "rejected", "sms.receiver"],
    [VIETTEL_SAYS.charged, "pause", "sms.payer"],
    [VIETTEL_SAYS.unicode, "bug", "sms.alphabet"],
    [VIETTEL_SAYS.template, "pause", "sms.template"],
    [VIETTEL_SAYS.tooLong, "bug", "sms.too-long"],
    [VIETTEL_SAYS.balance, "retry", "sms.balance"],
    ["unmarshalling error: Content", "bug", "sms.malformed"],
    ["Cannot find dispatch method for {}x", "bug", "sms.malformed"],
    ["System busy, please try again", "retry", "sms.busy"],
    [VNPT_SAYS.ok[1], "ok", "sms.done"],
    ["Gửi tin không thành công", "pause", "sms.failed"],
    [VNPT_SAYS.credentials[1], "pause", "sms.credentials"],
    [VNPT_SAYS.brandname[1], "pause", "sms.brandname"],
    [VNPT_SAYS.contract[1], "pause", "sms.payer"],
    [VNPT_SAYS.template[1], "pause", "sms.template"],
    [VNPT_SAYS.params[1], "bug", "sms.params"],
    [VNPT_SAYS.receiver[1], "rejected", "sms.receiver"],
    [VNPT_SAYS.unicode[1], "bug", "sms.alphabet"],
    [VNPT_SAYS.tooLong[1], "bug", "sms.too-long"],
    [VNPT_SAYS.balance[1], "retry", "sms.balance"],
    [VNPT_SAYS.duplicate[1], "duplicate", "sms.exists"],
    [VNPT_SAYS.malformed[1], "bug", "sms.malformed"],
    ["Thuê bao từ chối nhận tin", "rejected", "sms.receiver"],
    ["Hệ thống quá tải", "retry", "sms.busy"],
    ["Có lỗi, vui lòng thử lại", "retry", "sms.busy"],
    ["Lỗi 77", "pause", "sms.unmatched"],
  ])("R-G08 [§5.8] %s: %s", (words, means, code) => {
    expect(phrases.read(words)).toMatchObject({ means, code });
  });
  it.each([VIETTEL_SAYS.brandname, VIETTEL_SAYS.template, VIETTEL_SAYS.charged, VIETTEL_SAYS.credentials])(
    "%s: waits for a person, who is told what to mend",
    (words) => {
      const error = errorOf(phrases.read(words));
      expect(error).toMatchObject({ intent: "pause", blame: "hub", hint: { vi: expect.stringMatching(/gửi lại/) } });
    },
  );
  it("R-G08 [§5.8] every row of the table is found by its own words", () => {
    for (const row of phrases.rows) expect(phrases.read(row.says)).toMatchObject({ means: row.means, code: `sms.${row.code}` });
  });
  it.each<[keyof typeof STATUS, string, string]>([
    ["throttled", "retry", "sms.busy"],
    ["queueFull", "retry", "sms.busy"],
    ["systemError", "retry", "sms.busy"],
    ["submitFailed", "retry", "sms.busy"],
    ["destinationAddress", "rejected", "sms.receiver"],
    ["sourceAddress", "pause", "sms.brandname"],
    ["template", "pause", "sms.template"],
    ["balance", "retry", "sms.balance"],
    ["messageLength", "pause", "sms.too-long"],
    ["dataCoding", "pause", "sms.alphabet"],
    ["password", "pause", "session.credentials"],
    ["systemId", "pause", "session.credentials"],
    ["bindFailed", "pause", "session.credentials"],
    ["queryFailed", "pause", "sms.unmatched"],
  ])("R-G08 [§5.8] SMPP command_status %s: %s", (name, intent, code) => {
    expect(statusError(STATUS[name])).toMatchObject({ intent, code });
  });
});

describe("R-G08 settings", () => {
  const prefixed = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [`LIENTHONG_SMS_${key.replace(/([A-Z])/g, "_$1").toUpperCase()}`, value]),
    );
  const without = (key: keyof typeof account): Record<string, string> => {
    const { [key]: _, ...rest } = account;
    return rest;
  };
  it("no URL: off", () => {
    expect(readAdapterConfig(adapter, prefixed(without("url")))).toBeUndefined();
  });
  it.each<[string, Record<string, string>, string]>([
    ["Viettel without CPCode", without("cpCode"), "CP_CODE"],
    ["Viettel without the office's number", without("officeNumber"), "OFFICE_NUMBER"],
    ["VNPT without a label", { ...without("labelId"), protocol: "vnpt" }, "LABEL_ID"],
    ["SMPP without a brandname", { ...without("brandname"), protocol: "smpp", url: "smpp://a.test:2775" }, "BRANDNAME"],
    ["SMPP over http", { ...account, protocol: "smpp" }, "URL"],
    ["SOAP over smpp", { ...account, url: "smpp://a.test" }, "URL"],
    ["a brandname of more than 11 characters", { ...account, brandname: "UBND-TINH-HUE" }, "BRANDNAME"],
    ["an unknown template", { ...account, templateIds: "khong-co=1" }, "TEMPLATE_IDS"],
    ["an unknown variable", { ...account, lane: "x" }, "LANE"],
  ])("%s: named at start", (_, values, variable) => {
    expect(() => readAdapterConfig(adapter, prefixed(values))).toThrow(
      expect.objectContaining({ variables: [`LIENTHONG_SMS_${variable}`] }),
    );
  });
  it.each([
    [{ url: "smpp://a.test" }, { host: "a.test", port: 2775, tls: false }],
    [{ url: "ssmpp://a.test" }, { host: "a.test", port: 3550, tls: true }],
    [
      { url: "http://a.test", smppUrl: "smpp://b.test:99" },
      { host: "b.test", port: 99, tls: false },
    ],
  ])("the SMS centre's address %j", (urls, address) => {
    expect(addressOf(settings({ protocol: "smpp", ...urls }))).toEqual(address);
  });
});
