/** R-G08 R-J03: the SMS adapter against its simulator, misbehaviour by misbehaviour, over both HTTP gateways. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/sms/adapter.ts";
import { NAMESPACE, PATH as VIETTEL, VIETTEL_SAYS } from "../../../adapters/sms/contract/viettel.ts";
import { REQUEST_NAME, PATH as VNPT, VNPT_SAYS } from "../../../adapters/sms/contract/vnpt.ts";
import { received } from "../road.ts";
import { openWorld, type World } from "../world.ts";

interface Ledger {
  readonly messages: readonly { readonly requestId?: string; readonly template: string; readonly payer: string }[];
}

/** Filed at the counter by somebody who wants notices, and received: one SMS. */
const told = (world: World): Promise<string> => received(world, { notices: { sms: true } });

const check: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const { messages } = world.simulation.parts.state() as Ledger;
  const ours = messages.filter((message) => message.requestId?.startsWith(id));
  const dossier = await world.hub.find(id);
  if (outcome === "refused") {
    expect(ours).toEqual([]);
    expect(dossier?.partners["sms"]).toMatchObject({ outcome: "refused", operation: "notify", code: "sms.receiver" });
    return;
  }
  expect(ours).toMatchObject([{ template: "received", payer: "recipient" }]);
  expect(dossier?.partners["sms"]).toMatchObject({ outcome: "accepted", operation: "notify", code: "received" });
};

const refusal = {
  viettel: {
    body: `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><ns2:wsCpMtResponse xmlns:ns2="${NAMESPACE}"><return><message>${VIETTEL_SAYS.receiver}</message><result>0</result></return></ns2:wsCpMtResponse></S:Body></S:Envelope>`,
    contentType: "text/xml; charset=utf-8",
  },
  vnpt: {
    body: JSON.stringify({ RPLY: { name: REQUEST_NAME, ERROR: VNPT_SAYS.receiver[0], ERROR_DESC: VNPT_SAYS.receiver[1] } }),
  },
};

describeConformance<World>({
  name: "sms by Viettel's SOAP",
  open: async () => {
    const world = await openWorld(adapter, { timeoutMs: ATTEMPT_MS });
    // The first call of a process reads the WSDL: not a partner's slowness, which is what the suite is about.
    await told(world);
    await world.settle();
    return world;
  },
  calls: [{ name: "wsCpMt", match: { path: VIETTEL }, refusal: refusal.viettel, act: told, check }],
});

describeConformance<World>({
  name: "sms by VNPT's JSON",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS, env: { LIENTHONG_SMS_PROTOCOL: "vnpt" } }),
  calls: [{ name: "RQST", match: { path: VNPT }, refusal: refusal.vnpt, act: told, check }],
});
