import { beforeEach, describe, expect, it } from "vitest";
import { ERRORS, NAMESPACE, PATHS } from "../../adapters/receipts/contract/receipt.ts";
import { sampleAccount, sampleInvoices, sampleKey } from "../../adapters/receipts/contract/samples.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import receiptService from "../../simulators/receipts/simulator.ts";
import { door } from "./calls.ts";

interface Ledger {
  readonly receipts: readonly { readonly key: string; readonly number: number }[];
  readonly refusals: readonly { readonly error: number }[];
  readonly left: number;
}

describe("R-D02 [§5.6] the simulated receipt service", () => {
  let service: Simulation;
  const open = (settings: SimulationSettings = {}): void => {
    service = createSimulation(receiptService, { now: "2026-03-02T09:00:00+07:00", ...settings });
  };
  beforeEach(() => open());
  const ledger = (): Ledger => service.parts.state() as Ledger;

  const soap = async (
    path: string,
    operation: string,
    fields: Readonly<Record<string, string>>,
    namespace: string = NAMESPACE,
  ): Promise<{ readonly status: number; readonly said: string; readonly result: string }> => {
    const inner = Object.entries(fields)
      .map(([name, value]) => `<${name}>${value.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</${name}>`)
      .join("");
    const text = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation} xmlns="${namespace}">${inner}</${operation}></s:Body></s:Envelope>`;
    const response = await service.fetch(new Request(`http://receipts.test${path}`, { method: "POST", body: text }));
    const said = await response.text();
    const result = new RegExp(`<${operation}Result>(.*)</${operation}Result>`, "s").exec(said)?.[1] ?? "";
    return { status: response.status, said, result: result.replace(/&lt;/g, "<").replace(/&gt;/g, ">") };
  };
  const credentials: Record<string, string> = {
    Account: sampleAccount.account,
    ACpass: sampleAccount.acPass,
    xmlInvData: sampleInvoices,
    username: sampleAccount.username,
    pass: sampleAccount.password,
    pattern: sampleAccount.pattern,
    serial: sampleAccount.serial,
    convert: "0",
  };
  const publish = async (change: Record<string, string> = {}): Promise<string> =>
    (await soap(PATHS.publish, "ImportAndPublishInv", { ...credentials, ...change })).result;
  const withKey = (key: string, xml = sampleInvoices): Record<string, string> => ({
    xmlInvData: xml.replace(sampleKey, key),
  });
  const list = async (
    key: string,
    from = "02/03/2026",
    to = "02/03/2026",
    userPass: string = sampleAccount.password,
  ): Promise<string> =>
    (
      await soap(PATHS.portal, "listInvByCusFkey", {
        key,
        fromDate: from,
        toDate: to,
        userName: sampleAccount.username,
        userPass,
      })
    ).result;

  it("R-D02 [§5.6] gives numbers in a row, and says pattern, series, key and number", async () => {
    expect(await publish()).toBe(`OK:01BLP0-001;BH-26E-${sampleKey}_1`);
    expect(await publish(withKey("k2"))).toBe("OK:01BLP0-001;BH-26E-k2_2");
  });
  it("R-D02 [§5.6] takes several at once or none", async () => {
    const [, inv = ""] = /(<Inv>.*<\/Inv>)/s.exec(sampleInvoices) ?? [];
    const two = (other: string) => `<Invoices>${inv}${inv.replace(sampleKey, "k2").replace("02/03/2026", other)}</Invoices>`;
    expect(await publish({ xmlInvData: two("31/02/2026") })).toBe(`ERR:${ERRORS.xml}`);
    expect(ledger().receipts).toEqual([]);
    expect(await publish({ xmlInvData: two("02/03/2026") })).toBe(`OK:01BLP0-001;BH-26E-${sampleKey}_1,k2_2`);
  });
  it("R-D02 [§5.6] ERR:13 a key is taken once", async () => {
    await publish();
    expect(await publish()).toBe("ERR:13");
    expect(ledger().receipts).toHaveLength(1);
  });
  it("R-D02 [§5.6] ERR:6 the numbers run out, until more are registered", async () => {
    open({ options: { numbers: 1 } });
    await publish();
    expect(await publish(withKey("k2"))).toBe("ERR:6");
    expect((await door(service, "POST", "/numbers", { more: 1 })).body).toEqual({ left: 1 });
    expect(await publish(withKey("k2"))).toContain("_2");
  });
  it("R-D02 [§5.6] ERR:30 no receipt is dated before the last one, nor in the future", async () => {
    service.clock.set("2026-03-03T09:00:00+07:00");
    await publish({ xmlInvData: sampleInvoices.replace("02/03/2026", "03/03/2026") });
    expect(await publish(withKey("k2"))).toBe("ERR:30");
    expect(await publish(withKey("k3", sampleInvoices.replace("02/03/2026", "04/03/2026")))).toBe("ERR:30");
  });
  it.each([
    ["a wrong service password", { pass: "sai" }, ERRORS.account],
    ["a wrong issuing account", { Account: "khac" }, ERRORS.account],
    ["another series", { serial: "KHAC" }, ERRORS.series],
    ["another pattern", { pattern: "KHAC" }, ERRORS.series],
    ["no data", { xmlInvData: "" }, ERRORS.xml],
    ["no XML", { xmlInvData: "xin chào" }, ERRORS.xml],
    ["a DOCTYPE", { xmlInvData: `<!DOCTYPE x>${sampleInvoices}` }, ERRORS.xml],
    ["another root", { xmlInvData: "<HoaDon/>" }, ERRORS.xml],
    ["no name", { xmlInvData: sampleInvoices.replace("Nguyễn Văn Thử", "") }, ERRORS.xml],
    [
      "elements out of order",
      { xmlInvData: sampleInvoices.replace(/(<Total>.*?<\/Total>)(<Amount>8000<\/Amount>)(?=<AmountInWords>)/, "$2$1") },
      ERRORS.xml,
    ],
    ["a total that is not the sum", { xmlInvData: sampleInvoices.replace("<Total>8000", "<Total>9000") }, ERRORS.xml],
    ["a price that is not the amount", { xmlInvData: sampleInvoices.replace("<ProdPrice>8000", "<ProdPrice>800") }, ERRORS.xml],
    ["an unknown way of paying", { xmlInvData: sampleInvoices.replace("TTO", "BTC") }, ERRORS.xml],
    ["neither phí nor lệ phí", { xmlInvData: sampleInvoices.replace("<Extra2>1", "<Extra2>2") }, ERRORS.xml],
    ["no words", { xmlInvData: sampleInvoices.replace("Tám nghìn đồng", "") }, ERRORS.xml],
    ["not paid", { xmlInvData: sampleInvoices.replace("<PaymentStatus>1", "<PaymentStatus>0") }, ERRORS.xml],
  ])("R-D02 [§5.6] refuses %s", async (_, change, error) => {
    expect(await publish(change)).toBe(`ERR:${error}`);
    expect(ledger()).toMatchObject({ receipts: [], refusals: [{ error }] });
  });
  it("R-D02 [§5.6] lists by key and day of publishing; to those who may ask", async () => {
    await publish();
    expect(await list(sampleKey)).toBe(
      `<Data><Item><fkey>${sampleKey}</fkey><pattern>01BLP0-001</pattern><serial>BH-26E</serial><invNum>1</invNum><amount>8000</amount><publishDate>02/03/2026</publishDate></Item></Data>`,
    );
    expect(await list("k2")).toBe("<Data></Data>");
    expect(await list(sampleKey, "03/03/2026", "04/03/2026")).toBe("<Data></Data>");
    expect(await list(sampleKey, "hôm qua")).toBe("ERR:3");
    expect(await list(sampleKey, undefined, undefined, "sai")).toBe("ERR:1");
  });
  it("R-D02 [§5.6] an accountant issues by hand: the key is taken then", async () => {
    expect((await door(service, "POST", "/by-hand", { key: sampleKey })).body).toMatchObject({ key: sampleKey, number: 1 });
    expect((await door(service, "POST", "/by-hand", { key: sampleKey })).status).toBe(409);
    expect(await publish()).toBe("ERR:13");
  });
  it("R-D02 [§5.6] ERR:5 breaks with or without having used a number up", async () => {
    await door(service, "POST", "/break", { done: false });
    expect(await publish()).toBe("ERR:5");
    expect(ledger().receipts).toEqual([]);
    await door(service, "POST", "/break", { done: true });
    expect(await publish()).toBe("ERR:5");
    expect(ledger().receipts).toHaveLength(1);
  });
  it("R-D02 [§5.6] has no operation that cancels, and takes no other namespace", async () => {
    for (const [operation, namespace] of [
      ["cancelInv", NAMESPACE],
      ["ImportAndPublishInv", "http://other.example/"],
    ] as const)
      expect(await soap(PATHS.publish, operation, credentials, namespace)).toMatchObject({ status: 500, result: "" });
    expect((await soap(PATHS.portal, "ImportAndPublishInv", credentials)).said).toContain("did not recognize");
  });
});
