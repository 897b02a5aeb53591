/** VNPT brandname SMS by JSON (domain.md §5.8): a template's number and what fills it. The second use of a REQID proves the first. */
import { createHttp } from "../kit/http.ts";
import { redactText } from "../kit/redact.ts";
import { TEMPLATES } from "./contract/templates.ts";
import { DATA_CODINGS, PATH, REQUEST_NAME, type Rqst, rply, VNPT_SAYS } from "./contract/vnpt.ts";
import type { Gateway, OutgoingSms, SmsCall } from "./gateways.ts";
import { errorOf, phrases } from "./phrases.ts";

/** The request. Who pays is said by the contract. */
export const toRqst = (sms: OutgoingSms, config: SmsCall["config"]): Rqst => ({
  RQST: {
    name: REQUEST_NAME,
    REQID: sms.requestId,
    LABELID: config.labelId ?? "",
    CONTRACTTYPEID: config.contractType,
    CONTRACTID: (sms.payer === "recipient" ? config.recipientContract : config.officeContract) ?? "",
    TEMPLATEID: config.templateIds?.[sms.template] ?? TEMPLATES[sms.template].id,
    PARAMS: sms.params.map((value, index) => ({ NUM: String(index + 1), CONTENT: value })),
    SCHEDULETIME: "",
    MOBILELIST: sms.to,
    ISTELCOSUB: "0",
    AGENTID: config.agentId ?? "",
    APIUSER: config.user,
    APIPASS: config.password,
    USERNAME: config.user,
    DATACODING: sms.alphabet === "gsm7" ? DATA_CODINGS.unaccented : DATA_CODINGS.accented,
  },
});

export const vnptGateway: Gateway = {
  send: async (sms, call) => {
    const { url, path = PATH, password } = call.config;
    const http = createHttp(call, { baseUrl: url, secrets: [password, ...sms.secrets] });
    const { body } = await http.json({ method: "POST", path, json: toRqst(sms, call.config), kind: "write" }, rply);
    const { ERROR, ERROR_DESC } = body.RPLY;
    if (ERROR === VNPT_SAYS.ok[0]) return { reference: sms.requestId, repeated: false };
    const reading = phrases.read(redactText(ERROR_DESC, sms.secrets));
    if (reading.means === "duplicate") return { reference: sms.requestId, repeated: true };
    throw errorOf(reading);
  },
  // Any answer at all is a sign of life: there is nothing to ask without sending.
  greet: async (call) => {
    const http = createHttp(call, { baseUrl: call.config.url });
    await http.send({ method: "GET", path: call.config.path ?? PATH, kind: "read", statuses: [400, 401, 403, 404, 405] });
  },
};
