import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import smpp, { type PDU, type Session } from "smpp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mo, moReply, report, SIGNATURE } from "../../adapters/sms/contract/inbound.ts";
import {
  sampleAccount,
  sampleCpMt,
  sampleMo,
  sampleReport,
  sampleRply,
  sampleRqst,
} from "../../adapters/sms/contract/samples.ts";
import { BILLING, DATA_CODING, MESSAGE_STATE, RECEIPT, STATUS } from "../../adapters/sms/contract/smpp.ts";
import { TEMPLATES } from "../../adapters/sms/contract/templates.ts";
import { type CpMt, cpMt, NAMESPACE, PATH as VIETTEL, VIETTEL_SAYS } from "../../adapters/sms/contract/viettel.ts";
import { type Rqst, rply, rqst, PATH as VNPT, VNPT_SAYS } from "../../adapters/sms/contract/vnpt.ts";
import { freePort } from "../../gateway/cli/free-port.ts";
import { type Served, startSimulator } from "../../simulators/kit/serve.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import telco from "../../simulators/sms/simulator.ts";
import { call, door, fakeHub } from "./calls.ts";

interface Ledger {
  readonly messages: readonly {
    readonly messageId: string;
    readonly text: string;
    readonly segments: number;
    readonly payer: string;
    readonly template: string;
    readonly state: string;
  }[];
  readonly incoming: readonly { readonly text: string; readonly reply?: string; readonly replyRefused?: true }[];
  readonly refusals: readonly { readonly why: string }[];
  readonly balance: number;
  readonly segmentsPaid: { readonly recipient: number; readonly office: number };
}
const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const ACCENTED = "Hồ sơ H57.101-260302-0001 đã được tiếp nhận. Hẹn trả kết quả 16:30 02/03/2026.";

describe("the simulated telco", () => {
  let sms: Simulation;
  const open = (settings: SimulationSettings = {}): void => {
    sms = createSimulation(telco, { now: "2026-03-02T09:00:00+07:00", ...settings });
  };
  const ledger = (): Ledger => sms.parts.state() as Ledger;
  beforeEach(() => open());

  const soap = async (operation: string, fields: Readonly<Record<string, string>>, namespace: string = NAMESPACE) => {
    const inner = Object.entries(fields)
      .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
      .join("");
    const text = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><n:${operation} xmlns:n="${namespace}">${inner}</n:${operation}></s:Body></s:Envelope>`;
    const response = await sms.fetch(new Request(`http://telco.test${VIETTEL}`, { method: "POST", body: text }));
    const said = await response.text();
    return { status: response.status, said, message: /<message>(.*)<\/message><result>(\d)</.exec(said) };
  };
  const viettel = async (change: Partial<CpMt> = {}): Promise<readonly [string | undefined, string | undefined]> => {
    const { message } = await soap("wsCpMt", { ...sampleCpMt, ...change });
    return [message?.[1], message?.[2]];
  };
  const vnpt = async (change: Partial<Rqst["RQST"]> = {}) =>
    rply.parse((await call(sms, "POST", VNPT, { RQST: { ...sampleRqst.RQST, ...change } })).body).RPLY;

  it("samples are what the contract says", () => {
    expect(cpMt.parse(sampleCpMt)).toEqual(sampleCpMt);
    expect(rqst.parse(sampleRqst)).toEqual(sampleRqst);
    expect(rply.parse(sampleRply)).toEqual(sampleRply);
    expect(mo.parse(sampleMo)).toEqual(sampleMo);
    expect(report.parse(sampleReport)).toEqual(sampleReport);
    expect(new Set(Object.values(TEMPLATES).map(({ id }) => id)).size).toBe(Object.keys(TEMPLATES).length);
  });

  describe("R-G08 [§5.8] Viettel's SOAP", () => {
    it('R-G08 [§5.8] takes a message with result 1 and "Insert MT_QUEUE: OK", counts its segments and who pays', async () => {
      expect(await viettel()).toEqual([VIETTEL_SAYS.ok, "1"]);
      expect(await viettel({ RequestID: "2", ContentType: "1", Content: ACCENTED, UserID: sampleAccount.officeNumber })).toEqual([
        VIETTEL_SAYS.ok,
        "1",
      ]);
      expect(ledger().messages).toMatchObject([
        { template: "received", segments: 1, payer: "recipient" },
        { template: "received", segments: 2, payer: "office", text: ACCENTED },
      ]);
      expect(ledger()).toMatchObject({ balance: 99_998, segmentsPaid: { recipient: 1, office: 2 } });
    });
    it.each<[string, Partial<CpMt>, keyof typeof VIETTEL_SAYS]>([
      ["wrong password", { Password: "sai" }, "credentials"],
      ["another contract", { CPCode: "KHAC" }, "cpCode"],
      ["brandname not registered", { ServiceID: "TP-KHAC" }, "brandname"],
      ["an MSISDN that is none", { ReceiverID: "0900000012", UserID: "0900000012" }, "receiver"],
      ["a fixed line", { ReceiverID: "84234000001", UserID: sampleAccount.officeNumber }, "receiver"],
      ["a stranger is to pay", { UserID: "84900000099" }, "charged"],
      ["accented text with ContentType 0", { Content: ACCENTED }, "unicode"],
      ["a text that is not registered", { Content: "Chuc mung nam moi" }, "template"],
      ["more than five segments", { Content: `Ho so ${"x".repeat(760)}: y.` }, "tooLong"],
      ["another command", { CommandCode: "mt" }, "command"],
    ])("R-G08 [§5.8] refuses %s, charges nothing", async (_, change, why) => {
      expect(await viettel(change)).toEqual([VIETTEL_SAYS[why], "0"]);
      expect(ledger()).toMatchObject({ messages: [], balance: 100_000, refusals: [{ why }] });
    });
    it("R-G08 [§5.8] refuses a RequestID it has already: no second SMS", async () => {
      await viettel();
      expect(await viettel()).toEqual([VIETTEL_SAYS.duplicate, "0"]);
      expect(ledger().messages).toHaveLength(1);
    });
    it("R-G08 [§5.8] refuses what the office cannot pay; what the receiver pays goes on", async () => {
      await door(sms, "POST", "/balance", { segments: 0 });
      expect(await viettel({ UserID: sampleAccount.officeNumber })).toEqual([VIETTEL_SAYS.balance, "0"]);
      expect(await viettel()).toEqual([VIETTEL_SAYS.ok, "1"]);
    });
    it("R-G08 [§5.8] tells the balance, to those who may ask", async () => {
      const { User, Password, CPCode } = sampleCpMt;
      expect((await soap("checkBalance", { User, Password, CPCode })).said).toContain(
        "<balance>100000</balance><errCode>0</errCode>",
      );
      expect((await soap("checkBalance", { User, Password: "sai", CPCode })).said).toContain("<errCode>1</errCode>");
    });
    it("R-G08 [§5.8] faults on another namespace, on a missing value and on what is no SOAP", async () => {
      expect((await soap("wsCpMt", sampleCpMt, "http://other.example/")).said).toContain("Cannot find dispatch method");
      const { Content: _, ...rest } = sampleCpMt;
      expect(await soap("wsCpMt", rest)).toMatchObject({ status: 500, said: expect.stringContaining("unmarshalling") });
      const response = await sms.fetch(new Request(`http://telco.test${VIETTEL}`, { method: "POST", body: "<x/>" }));
      expect([response.status, await response.text()]).toEqual([500, expect.stringContaining("faultcode")]);
    });
  });

  describe("R-G08 [§5.8] VNPT's JSON", () => {
    it('R-G08 [§5.8] takes a template\'s number and parameters, answers ERROR "0", fills the text in', async () => {
      expect(await vnpt()).toEqual(sampleRply.RPLY);
      expect(await vnpt({ REQID: "2", DATACODING: "8", CONTRACTID: sampleAccount.officeContract })).toMatchObject({ ERROR: "0" });
      expect(ledger().messages).toMatchObject([
        { text: sampleCpMt.Content, segments: 1, payer: "recipient" },
        { text: ACCENTED, segments: 2, payer: "office" },
      ]);
    });
    it.each<[string, Partial<Rqst["RQST"]>, keyof typeof VNPT_SAYS]>([
      ["wrong password", { APIPASS: "sai" }, "credentials"],
      ["another label", { LABELID: "9" }, "brandname"],
      ["an unknown contract", { CONTRACTID: "9" }, "contract"],
      ["an unknown template", { TEMPLATEID: "9" }, "template"],
      ["a missing parameter", { PARAMS: [{ NUM: "1", CONTENT: "x" }] }, "params"],
      ["a parameter given twice", { PARAMS: [...sampleRqst.RQST.PARAMS, { NUM: "2", CONTENT: "x" }] }, "params"],
      ["a parameter too many", { PARAMS: [...sampleRqst.RQST.PARAMS, { NUM: "3", CONTENT: "x" }] }, "params"],
      ["a bad number", { MOBILELIST: "84900" }, "receiver"],
      [
        "accents with DATACODING 0",
        {
          PARAMS: [
            { NUM: "1", CONTENT: "Hồ sơ" },
            { NUM: "2", CONTENT: "x" },
          ],
        },
        "unicode",
      ],
      ["a member missing", { REQID: "" }, "malformed"],
    ])("R-G08 [§5.8] refuses %s", async (_, change, why) => {
      const [ERROR, ERROR_DESC] = VNPT_SAYS[why];
      expect(await vnpt(change)).toMatchObject({ ERROR, ERROR_DESC });
      expect(ledger().messages).toEqual([]);
    });
    it("R-G08 [§5.8] refuses a REQID it has already", async () => {
      await vnpt();
      expect(await vnpt()).toMatchObject({ ERROR: VNPT_SAYS.duplicate[0] });
    });
  });

  describe("R-G08 R-E02 a citizen's SMS and delivery reports", () => {
    const reply =
      (text: string, accented = false) =>
      () =>
        Response.json(moReply.parse({ result: "1", reply: text, accented }));
    it("signs what it pushes, and sends the answer's text to the citizen", async () => {
      const { got, hub } = fakeHub(reply("Ho so H57.101-260302-0001: Dang xu ly."));
      open({ fetch: hub, options: { hubUrl: "http://hub.test" } });
      const { body } = await door(sms, "POST", "/mo", { text: "tra cứu H57.101-260302-0001" });
      expect(body).toMatchObject({ outcome: "accepted", incoming: { reply: "Ho so H57.101-260302-0001: Dang xu ly." } });
      expect(got[0]?.url).toBe("http://hub.test/hooks/sms/mo");
      const sent = got[0]?.body ?? "";
      expect(mo.parse(JSON.parse(sent)).Text).toBe("tra cứu H57.101-260302-0001");
      const timestamp = got[0]?.headers.get(SIGNATURE.timestampHeader) ?? "";
      expect(got[0]?.headers.get(SIGNATURE.signatureHeader)).toBe(
        createHmac("sha256", sampleAccount.hookSecret).update(`${timestamp}.${sent}`).digest("hex"),
      );
    });
    it.each([
      ["not registered", "Xin chao"],
      ["accented but not declared so", "Hồ sơ X: đang xử lý."],
    ])("does not send a reply that is %s", async (_, text) => {
      open({ fetch: fakeHub(reply(text)).hub });
      await door(sms, "POST", "/mo", { text: "TRACUU X" });
      expect(ledger().incoming).toMatchObject([{ replyRefused: true }]);
    });
    it("asks again until it is answered", async () => {
      const { got, hub } = fakeHub(
        () => Response.error(),
        () => new Response("bận", { status: 503 }),
        reply(TEMPLATES.lookUpUndated.vi, true),
      );
      open({ fetch: hub, sleep: async () => undefined });
      expect((await door(sms, "POST", "/mo", { text: "TRACUU X" })).body).toMatchObject({ outcome: "accepted" });
      expect(got).toHaveLength(3);
    });
    it("a report comes late and with the message's own RequestID; an unknown message has none", async () => {
      const { got, hub } = fakeHub(() => Response.json({ result: "1", message: "" }));
      open({ fetch: hub });
      await viettel();
      await door(sms, "POST", "/report", { id: sampleCpMt.RequestID, status: "UNDELIV", lateMinutes: 90 });
      expect(report.parse(JSON.parse(got[0]?.body ?? ""))).toEqual({
        RequestID: sampleCpMt.RequestID,
        Receiver: "84900000012",
        Status: "UNDELIV",
        DoneAt: "2026-03-02T00:30:00.000Z",
      });
      expect(ledger().messages).toMatchObject([{ state: "UNDELIV" }]);
      expect((await door(sms, "POST", "/report", { id: "khong-co" })).status).toBe(404);
    });
  });
});

describe("R-G08 [§5.8] the simulated SMS centre (SMPP)", () => {
  let served: Served;
  const clients: Session[] = [];
  beforeEach(async () => {
    served = await startSimulator(createSimulation(telco, { now: "2026-03-02T09:00:00+07:00" }), { port: 0 });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await served.close();
  });
  const ledger = (): Ledger => served.simulation.parts.state() as Ledger;
  const asked = (
    session: Session,
    command: "bind_transmitter" | "bind_receiver" | "submit_sm" | "query_sm" | "enquire_link",
    fields: Record<string, unknown>,
  ) => new Promise<PDU>((resolve) => session[command](fields, resolve));
  const connected = async (): Promise<Session> => {
    const session = smpp.connect({ host: "127.0.0.1", port: served.ports["smpp"] ?? 0 });
    clients.push(session);
    session.on("error", () => undefined);
    await new Promise<void>((resolve) => session.once("connect", () => resolve()));
    return session;
  };
  const account = { system_id: sampleAccount.user, password: sampleAccount.password };
  const bound = async (role: "bind_transmitter" | "bind_receiver" = "bind_transmitter"): Promise<Session> => {
    const session = await connected();
    expect((await asked(session, role, account)).command_status).toBe(STATUS.ok);
    return session;
  };
  const message = {
    source_addr: sampleAccount.brandname,
    destination_addr: "84900000012",
    data_coding: DATA_CODING.gsm7,
    registered_delivery: 1,
    short_message: sampleCpMt.Content,
    billing_identification: { format: BILLING.format, data: Buffer.from(BILLING.recipient) },
  };
  const closed = (session: Session) => new Promise<void>((resolve) => session.once("close", () => resolve()));

  it("R-G08 [§5.8] says where it listens, in the settings of a hub", () => {
    const { definition } = served.simulation;
    expect(definition.settings(served.url, served.ports)["LIENTHONG_SMS_SMPP_URL"]).toBe(
      `smpp://127.0.0.1:${served.ports["smpp"]}`,
    );
    expect(definition.settings("http://telco.test")).not.toHaveProperty("LIENTHONG_SMS_SMPP_URL");
  });
  it.each([
    ["an unknown system_id", { ...account, system_id: "x" }, STATUS.systemId],
    ["a wrong password", { ...account, password: "x" }, STATUS.password],
  ])("R-G08 [§5.8] does not bind %s", async (_, fields, status) => {
    expect((await asked(await connected(), "bind_transmitter", fields)).command_status).toBe(status);
  });
  it("R-G08 [§5.8] takes nothing on a line that is not bound, or bound to receive only", async () => {
    expect((await asked(await connected(), "submit_sm", message)).command_status).toBe(STATUS.bindState);
    expect((await asked(await bound("bind_receiver"), "submit_sm", message)).command_status).toBe(STATUS.bindState);
  });
  it("R-G08 [§5.8] takes a message, gives it a number, knows it by query_sm, and sends a receipt to whoever receives", async () => {
    const sender = await bound();
    const answer = await asked(sender, "submit_sm", message);
    expect(answer).toMatchObject({ command_status: STATUS.ok, message_id: "0000000001" });
    expect(await asked(sender, "query_sm", { message_id: "0000000001" })).toMatchObject({
      message_state: MESSAGE_STATE.delivered,
    });
    expect((await asked(sender, "query_sm", { message_id: "9" })).command_status).toBe(STATUS.queryFailed);
    const receiver = await connected();
    const delivered = new Promise<PDU>((resolve) => receiver.once("deliver_sm", resolve));
    await asked(receiver, "bind_receiver", account);
    const receipt = await delivered;
    const text = (receipt["short_message"] as { message: string }).message;
    expect(RECEIPT.exec(text)?.slice(1)).toEqual(["0000000001", "2603020900", "DELIVRD", "000"]);
    expect(ledger().messages).toMatchObject([{ payer: "recipient", segments: 1 }]);
  });
  it("R-G08 [§5.8] what is not acknowledged is delivered again at the next bind, one at a time", async () => {
    for (const text of ["TRACUU 1", "tra cứu 2"]) await door(served.simulation, "POST", "/mo", { text, via: "smpp" });
    const read = async (acknowledge: boolean): Promise<string> => {
      const receiver = await connected();
      const delivered = new Promise<PDU>((resolve) => receiver.once("deliver_sm", resolve));
      await asked(receiver, "bind_receiver", account);
      const pdu = await delivered;
      if (acknowledge) receiver.send(pdu.response());
      // Answered after what went before it.
      await asked(receiver, "enquire_link", {});
      const gone = closed(receiver);
      receiver.destroy();
      await gone;
      return (pdu["short_message"] as { message: string }).message;
    };
    expect(await read(false)).toBe("TRACUU 1");
    expect(await read(true)).toBe("TRACUU 1");
    expect(await read(false)).toBe("tra cứu 2");
  });
  it("R-G08 [§5.8] joins the parts of a long text by their header, whatever order they come in", async () => {
    const sender = await bound();
    const parts = [ACCENTED.slice(0, 67), ACCENTED.slice(67)];
    const part = (number: number) => ({
      ...message,
      data_coding: DATA_CODING.ucs2,
      short_message: { udh: Buffer.from([5, 0, 3, 77, 2, number]), message: parts[number - 1] },
    });
    expect((await asked(sender, "submit_sm", part(2))).command_status).toBe(STATUS.ok);
    expect(ledger().messages).toEqual([]);
    await asked(sender, "submit_sm", part(1));
    expect(ledger().messages).toMatchObject([{ text: ACCENTED, segments: 2, template: "received" }]);
  });
  it.each([
    ["another sender", { source_addr: "KHAC" }, STATUS.sourceAddress],
    ["a bad number", { destination_addr: "0900000012" }, STATUS.destinationAddress],
    ["another alphabet", { data_coding: 3 }, STATUS.dataCoding],
    ["an unregistered text", { short_message: "Xin chao" }, STATUS.template],
    ["six parts", { short_message: { udh: Buffer.from([5, 0, 3, 1, 6, 1]), message: "x" } }, STATUS.messageLength],
  ])("R-G08 [§5.8] refuses %s", async (_, change, status) => {
    expect((await asked(await bound(), "submit_sm", { ...message, ...change })).command_status).toBe(status);
    expect(ledger().messages).toEqual([]);
  });
  it.each([
    ["cut", 0],
    ["loseAnswer", 1],
  ])("R-G08 [§5.8] fault %s: the line dies, messages taken: %d", async (kind, taken) => {
    await door(served.simulation, "POST", "/smpp-faults", { kind });
    const sender = await bound();
    const gone = closed(sender);
    sender.submit_sm(message);
    await gone;
    expect(ledger().messages).toHaveLength(taken);
    expect((await asked(await bound(), "submit_sm", message)).command_status).toBe(STATUS.ok);
  });
  it("R-G08 [§5.8] fault throttle: asks the sender to slow down", async () => {
    await door(served.simulation, "POST", "/smpp-faults", { kind: "throttle" });
    expect((await asked(await bound(), "submit_sm", message)).command_status).toBe(STATUS.throttled);
  });
  it("R-G08 [§5.8] a TCP port that is taken is told, and the HTTP port is free again", async () => {
    const taken = await freePort();
    const holder = createServer().listen(taken, "127.0.0.1");
    await once(holder, "listening");
    const other = (): Promise<Served> => startSimulator(createSimulation(telco), { port: taken - 1000 });
    await expect(other()).rejects.toThrow(`sms: smpp cannot listen on 127.0.0.1:${taken}`);
    holder.close();
    await once(holder, "close");
    const again = await other();
    expect(again.ports).toEqual({ smpp: taken });
    await again.close();
  });
  it("R-G08 [§5.8] noise on the line costs only that line", async () => {
    const noisy = await connected();
    const gone = closed(noisy);
    noisy.socket.write(Buffer.alloc(64, 0xff));
    await gone;
    await bound();
  });
});
