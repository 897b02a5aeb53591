/** The SOAP doors over the real hub: the same commands, keys and refusals as REST, and a proper fault for everything else. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseXml } from "../../../adapters/kit/xml.ts";
import { type AppOptions, createApp } from "../../../gateway/app.ts";
import { SOAP_12 } from "../../../gateway/soap/names.ts";
import { BIRTH, OFFICER, type RealWorld, realWorld } from "../real-hub.ts";
import { envelope, post, SUBMIT } from "./world.ts";

let world: RealWorld;
beforeAll(async () => {
  world = await realWorld();
});
afterAll(() => world.stop());

const call = (request: string, partner = "portal") => post(world, envelope(request), { partner });
const submitted = async (key: string): Promise<string> => {
  const { answer, text } = await call(SUBMIT(key));
  if (answer === undefined) throw new TypeError(text);
  return String(answer["dossierId"]);
};

describe("the description", () => {
  it.each(["?wsdl", "?WSDL", "?wsdl=1"])("R-J04 %s gives the WSDL to anybody, with the address that was asked", async (query) => {
    const response = await world.app.request(`http://hub.example:8080/soap/transfers${query}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/xml; charset=utf-8");
    expect(await response.text()).toContain('<soap:address location="http://hub.example:8080/soap/transfers"/>');
  });

  it("R-J04 a Host header that is no host goes into no document", async () => {
    const response = await world.app.request("/soap/dossiers?wsdl", { headers: { host: 'x"/><script>' } });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("script");
  });

  it("R-J04 behind a proxy the address is the public one: as set, or with the proxy's scheme", async () => {
    const addressOf = async (options: AppOptions) => {
      const headers = { host: "hub.example", "x-forwarded-proto": "https" };
      const response = await createApp(world.hub, options).request("http://hub.example/soap/dossiers?wsdl", { headers });
      return /location="([^"]*)"/.exec(await response.text())?.[1];
    };
    expect(await addressOf({ publicUrl: "https://truc.tinh.example/lt/" })).toBe("https://truc.tinh.example/lt/soap/dossiers");
    expect(await addressOf({ trustedProxies: 1 })).toBe("https://hub.example/soap/dossiers");
    expect(await addressOf({})).toBe("http://hub.example/soap/dossiers");
  });

  it("R-J04 a GET without ?wsdl says where the description is", async () => {
    const response = await world.app.request("/soap/dossiers");
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("/soap/dossiers?wsdl")]);
  });
});

describe("commands", () => {
  it("R-J04 R-A08 Submit answers with dossier, status, version and update key, and stores what REST would store", async () => {
    const { status, answer } = await call(SUBMIT("s-1", { summary: "Phố <Huế> &amp; chợ".replace("<Huế>", "&lt;Huế&gt;") }));
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      status: "submitted",
      version: "1",
      replayed: "false",
      events: "1",
      updateKey: expect.stringMatching(/^.{10}$/),
    });
    const viaRest = await world.send(
      "portal",
      "POST",
      "/api/v1/dossiers",
      { ...BIRTH, summary: "Phố <Huế> & chợ" },
      { "idempotency-key": "rest-1" },
    );
    const { dossierId } = (await viaRest.json()) as { dossierId: string };
    const [mine, theirs] = await Promise.all([world.hub.find(String(answer?.["dossierId"])), world.hub.find(dossierId)]);
    const same = ({ id: _, code: __, ...rest }: Record<string, unknown>) => rest;
    expect(same({ ...mine })).toEqual(same({ ...theirs }));
  });

  it("R-J04 the same key and body give the stored answer, through SOAP and REST alike; another body conflicts at each", async () => {
    const first = await call(SUBMIT("both-1"));
    const again = await call(SUBMIT("both-1"));
    expect(again.answer).toEqual({ ...first.answer, replayed: "true" });

    const viaRest = await world.send("portal", "POST", "/api/v1/dossiers", BIRTH, { "idempotency-key": "both-1" });
    expect([viaRest.headers.get("idempotent-replayed"), ((await viaRest.json()) as { dossierId: string }).dossierId]).toEqual([
      "true",
      first.answer?.["dossierId"],
    ]);
    const other = await call(SUBMIT("both-1", { summary: "khác" }));
    expect([other.status, other.fault?.faultcode, other.fault?.code]).toEqual([500, "soap:Client", "request.key-reused"]);

    await world.send("portal", "POST", "/api/v1/dossiers", BIRTH, { "idempotency-key": "both-2" });
    expect((await call(SUBMIT("both-2"))).answer).toMatchObject({ replayed: "true" });
  });

  it("R-J04 R-A02 a dossier goes from submission to hand-over by SOAP alone", async () => {
    const id = await submitted("life-1");
    const actor = `<q:actor><q:id>cb-1</q:id><q:name>Trần Văn Thử</q:name><q:role>officer</q:role></q:actor>`;
    const incomplete = await call(
      `<q:Check><q:dossier>${id}</q:dossier><q:outcome>notYetValid</q:outcome><q:missing><q:componentId>tk</q:componentId><q:reason>Thiếu chữ ký</q:reason></q:missing>${actor}</q:Check>`,
    );
    expect(incomplete.answer).toMatchObject({ status: "incomplete" });
    await call(
      `<q:Supplement><q:dossier>${id}</q:dossier><q:components><q:componentId>tk</q:componentId><q:originals>1</q:originals></q:components>${actor}</q:Supplement>`,
    );
    await call(`<q:Check><q:dossier>${id}</q:dossier><q:outcome>valid</q:outcome>${actor}</q:Check>`);
    const received = await call(`<q:Receive><q:dossier>${id}</q:dossier>${actor}</q:Receive>`);
    expect(received.answer).toMatchObject({ status: "received", nationalStatus: "2", dueAt: expect.stringMatching(/Z$/) });
    const code = String(received.answer?.["code"]);
    const handed = await call(
      `<q:HandOver><q:dossier>${code}</q:dossier><q:unit>Tư pháp – Hộ tịch</q:unit>${actor}</q:HandOver>`,
    );
    expect(handed.answer).toMatchObject({ dossierId: id, status: "processing" });
    const stale = await call(
      `<q:Progress><q:dossier>${code}</q:dossier><q:expectedVersion>1</q:expectedVersion><q:note>x</q:note></q:Progress>`,
    );
    expect(stale.fault).toMatchObject({ faultcode: "soap:Client", code: "dossier.version-stale" });
  });

  it("R-J04 the order of elements, white space around values and xsi:nil are no reason to refuse", async () => {
    const id = await submitted("order-1");
    const request = `<q:Amend xmlns:x="http://www.w3.org/2001/XMLSchema-instance">
      <q:form x:nil="true"/> <q:contact><q:email> a@b.test </q:email><q:phone>
        0900000099 </q:phone></q:contact>
      <q:dossier> ${id} </q:dossier></q:Amend>`;
    expect((await call(request)).answer).toMatchObject({ version: "2" });
    expect((await world.hub.find(id))?.applicant).toMatchObject({ email: "a@b.test", phone: "0900000099" });
  });

  it("R-J04 SOAP 1.2 is answered in SOAP 1.2, its faults too", async () => {
    const send = (request: string) =>
      world.app.request("/soap/dossiers", {
        method: "POST",
        headers: {
          "content-type": 'application/soap+xml; charset=utf-8; action="urn:x"',
          authorization: `Bearer ${world.keys["portal"]}`,
        },
        body: envelope(request).replaceAll("http://schemas.xmlsoap.org/soap/envelope/", SOAP_12),
      });
    const good = await send("<q:ListDossiers/>");
    expect([good.status, good.headers.get("content-type")]).toEqual([200, "application/soap+xml; charset=utf-8"]);
    expect(await good.text()).toContain(SOAP_12);
    const bad = await send("<q:Fly/>");
    expect(bad.status).toBe(400);
    expect(parseXml(await bad.text())).toMatchObject({ Envelope: { Body: { Fault: { Code: { Value: "soap:Sender" } } } } });
  });
});

it("R-J04 the example of the documentation is taken as it stands", async () => {
  const example = readFileSync(new URL("../../../docs/examples/khai-sinh.soap.xml", import.meta.url), "utf8");
  const { answer } = await post(world, example, {
    partner: "portal",
    headers: { soapaction: '"urn:lienthong:dossiers:v1#Submit"' },
  });
  expect(answer).toMatchObject({ status: "submitted" });
  expect((await world.hub.find(String(answer?.["dossierId"])))?.form).toMatchObject({ child: { twins: false } });
});

describe("reading", () => {
  it("R-J04 R-I02 GetDossier and GetTimeline show the dossier, and the look is recorded with its purpose", async () => {
    const id = await submitted("read-1");
    const read = await call(
      `<q:GetDossier><q:dossier>${id}</q:dossier><q:purpose>Đối chiếu hồ sơ giấy</q:purpose></q:GetDossier>`,
    );
    expect(read.answer?.["dossier"]).toMatchObject({
      id,
      applicant: { fullName: "Nguyễn Thị Thử Nghiệm", identityNumber: "001099000012" },
    });
    const timeline = await call(`<q:GetTimeline><q:dossier>${id}</q:dossier></q:GetTimeline>`);
    expect(timeline.answer?.["event"]).toMatchObject({ seq: "1", type: "submitted", actor: { id: "portal" } });
    const { items } = await world.hub.partners.looks({ dossierId: id });
    expect(items.map(({ what, purpose, door, who }) => [who, door, what, purpose])).toEqual([
      ["partner:portal", "soap", "GetTimeline", "Đọc diễn biến hồ sơ; lượt xem được ghi lại"],
      ["partner:portal", "soap", "GetDossier", "Đối chiếu hồ sơ giấy"],
    ]);
  });

  it("R-J04 R-I02 another agency's dossier does not exist for a caller, and leaves no look", async () => {
    const id = await submitted("read-2");
    const read = await call(`<q:GetDossier><q:dossier>${id}</q:dossier></q:GetDossier>`, "elsewhere");
    const command = await call(`<q:Withdraw><q:dossier>${id}</q:dossier><q:reason>x</q:reason></q:Withdraw>`, "elsewhere");
    expect([read.fault?.code, command.fault?.code]).toEqual(["dossier.not-found", "dossier.not-found"]);
    expect((await world.hub.partners.looks({ dossierId: id })).items).toEqual([]);
    const listed = await call("<q:ListDossiers/>", "elsewhere");
    expect(listed.answer).toEqual("");
  });

  it("R-J04 ListDossiers pages without personal data", async () => {
    await submitted("list-1");
    await submitted("list-2");
    const first = await call("<q:ListDossiers><q:limit>1</q:limit><q:status>submitted</q:status></q:ListDossiers>");
    expect(first.text).not.toContain("Thử Nghiệm");
    const next = String(first.answer?.["next"]);
    const second = await call(
      `<q:ListDossiers><q:limit>1</q:limit><q:status>submitted</q:status><q:cursor>${next}</q:cursor></q:ListDossiers>`,
    );
    expect(first.answer?.["dossier"]).toMatchObject({ id: expect.any(String), status: "submitted" });
    expect(second.answer?.["dossier"]).toMatchObject({ status: "submitted" });
    expect(second.answer?.["dossier"]).not.toEqual(first.answer?.["dossier"]);
  });

  it("R-J04 an account without the scope may not read", async () => {
    await world.hub.partners.put({
      id: "narrow",
      name: "Hẹp",
      role: "portal",
      agencies: ["H57.122"],
      scopes: ["dossier.submit"],
    });
    const { secret } = await world.hub.partners.issue({ partnerId: "narrow", kind: "apiKey" });
    const headers = { authorization: `Bearer ${secret}` };
    const refused = await post(world, envelope("<q:ListDossiers/>"), { headers });
    expect(refused.fault).toMatchObject({ faultcode: "soap:Client", code: "partner.scope-missing" });
    expect((await post(world, envelope(SUBMIT("narrow-1")), { headers })).answer).toMatchObject({ status: "submitted" });
  });
});

describe("the transfers' service", () => {
  const agencyOf = async (id: string, agencies: readonly string[]) => {
    await world.hub.addPartner({ id, name: id, role: "agency", agencies });
    const { secret } = await world.hub.partners.issue({ partnerId: id, kind: "apiKey" });
    return (request: string) =>
      post(world, envelope(request, "", "transfers"), { service: "transfers", headers: { authorization: `Bearer ${secret}` } });
  };

  it("R-J04 R-B06 the agency of a transfer lists it, reads it, acknowledges, reports, asks for papers and gives its result", async () => {
    const agency = await agencyOf("police", ["H57.123"]);
    const id = await submitted("transfer-1");
    const office = (command: string, body: object) =>
      world.send("portal", "POST", `/api/v1/dossiers/${id}/${command}`, { ...body, ...OFFICER });
    await office("check", { outcome: "valid" });
    await office("receive", {});
    expect((await office("forward", { transferId: "xa-123", toAgencyId: "H57.123", purpose: "Xác minh cư trú" })).status).toBe(
      200,
    );

    const inbox = (await agency("<q:ListTransfers/>")).answer?.["transfer"] as { readonly id: string };
    expect(inbox).toMatchObject({ dossierId: id, state: "sent", overdue: "false" });
    const which = `<q:transferId>${inbox.id}</q:transferId>`;
    const seen = await agency(`<q:GetTransfer>${which}<q:purpose>Xác minh</q:purpose></q:GetTransfer>`);
    expect(seen.answer?.["transfer"]).toMatchObject({
      transfer: { transferId: "xa-123", purpose: "Xác minh cư trú" },
      dossier: { applicant: { fullName: "Nguyễn Thị Thử Nghiệm" } },
    });
    expect((await world.hub.partners.looks({ dossierId: id })).items).toMatchObject([
      { who: "partner:police", what: "GetTransfer", purpose: "Xác minh", door: "soap" },
    ]);

    expect((await agency(`<q:Acknowledge>${which}<q:reference>CA-7</q:reference></q:Acknowledge>`)).fault).toBeUndefined();
    const progress = `<q:Progress>${which}<q:idempotencyKey>p-1</q:idempotencyKey><q:note>Đang xác minh</q:note></q:Progress>`;
    expect((await agency(progress)).answer).toMatchObject({ replayed: "false" });
    expect((await agency(progress)).answer).toMatchObject({ replayed: "true" });
    const asked = await agency(
      `<q:SupplementRequest>${which}<q:missing><q:componentId>tk</q:componentId><q:reason>Thiếu chữ ký</q:reason></q:missing></q:SupplementRequest>`,
    );
    expect(asked.fault).toBeUndefined();
    expect((await world.hub.find(id))?.inquiry).toMatchObject({ what: "supplement", transferId: "xa-123" });
    const done = `<q:Result>${which}<q:outcome>done</q:outcome><q:data><q:entry name="residenceNumber">79-123</q:entry></q:data></q:Result>`;
    expect((await agency(done)).fault).toBeUndefined();
    const transfer = (await world.hub.find(id))?.transfers[0];
    expect(transfer).toMatchObject({ state: "done", reference: "CA-7", result: { data: { residenceNumber: "79-123" } } });
    expect((await agency("<q:ListTransfers/>")).answer).toEqual("");

    const elsewhere = await agencyOf("elsewhere-agency", ["H57.124"]);
    const foreign = await elsewhere(`<q:GetTransfer>${which}</q:GetTransfer>`);
    const forged = await elsewhere(`<q:Result>${which}<q:outcome>refused</q:outcome></q:Result>`);
    expect([foreign.fault?.code, forged.fault?.code]).toEqual(["resource.unknown", "resource.unknown"]);
  });

  it("R-J04 R-B06 it is for agencies only, and needs the transfer's id", async () => {
    const portal = await post(world, envelope("<q:ListTransfers/>", "", "transfers"), {
      service: "transfers",
      partner: "portal",
    });
    expect(portal.fault).toMatchObject({ faultcode: "soap:Client", code: "partner.not-allowed" });
    const agency = await agencyOf("nameless", ["H57.123"]);
    expect((await agency("<q:Progress><q:note>x</q:note></q:Progress>")).fault?.errors).toEqual({
      "/Progress/transferId": "Thiếu trường bắt buộc.",
    });
  });
});
