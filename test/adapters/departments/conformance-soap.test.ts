/** R-G09 R-J03: the exchange over SOAP, under the ministry's id, against its simulator, misbehaviour by misbehaviour. */
import { ministry } from "../../../adapters/departments/adapter.ts";
import { NAMESPACE, PATHS } from "../../../adapters/departments/contract/exchange.ts";
import { ATTEMPT_MS, describeConformance } from "../../../adapters/kit/conformance.ts";
import { openWorld, type World } from "../world.ts";
import { cases } from "./conformance-case.ts";
import { sentToMinistry } from "./dossiers.ts";

const soap = (operation: string) => ({ path: PATHS.soap, body: { contains: `${operation}` } });
const refused = (operation: string, says: string) => ({
  contentType: "text/xml; charset=utf-8",
  body:
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation}Response xmlns="${NAMESPACE}">` +
    `<Status>0</Status><Code>NO</Code><Message>${says}</Message></${operation}Response></s:Body></s:Envelope>`,
});
const of = cases("ministry", "bo-noi-vu", sentToMinistry, "benh");
const SOAP = { LIENTHONG_MINISTRY_PROTOCOL: "soap" };

describeConformance<World>({
  name: "ministry (SOAP)",
  open: () =>
    openWorld(ministry, { timeoutMs: ATTEMPT_MS, simulator: { auto: false, callbacks: "soap", pushWaitMs: 1 }, env: SOAP }),
  calls: [
    {
      name: "SyncDocument",
      match: soap("SyncDocument"),
      refusal: refused("SyncDocument", "Thủ tục không thuộc thẩm quyền giải quyết"),
      ...of.sent,
    },
    {
      name: "SupplementDocument",
      match: soap("SupplementDocument"),
      refusal: refused("SupplementDocument", "Hồ sơ không ở trạng thái chờ bổ sung"),
      ...of.supplement,
    },
    {
      name: "CancelDocument",
      match: soap("CancelDocument"),
      refusal: refused("CancelDocument", "Hồ sơ đã giải quyết xong, không thể hủy"),
      ...of.cancel,
    },
  ],
});

describeConformance<World>({
  name: "ministry (SOAP, polled)",
  open: () =>
    openWorld(ministry, {
      timeoutMs: ATTEMPT_MS,
      simulator: { auto: false, callbacks: "none" },
      env: { ...SOAP, LIENTHONG_MINISTRY_POLL_ONLY: "true" },
    }),
  calls: [
    {
      name: "GetResults",
      match: soap("GetResults"),
      refusal: { none: "a question is not refused for a business reason" },
      ...of.result,
    },
  ],
});
