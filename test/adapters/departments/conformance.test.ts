/** R-G09 R-J03: the exchange over REST against its simulator, misbehaviour by misbehaviour. */
import departments from "../../../adapters/departments/adapter.ts";
import { PATHS } from "../../../adapters/departments/contract/exchange.ts";
import { ATTEMPT_MS, describeConformance } from "../../../adapters/kit/conformance.ts";
import { openWorld, type World } from "../world.ts";
import { cases } from "./conformance-case.ts";
import { received } from "./dossiers.ts";

const refused = (Message: string) => ({ body: JSON.stringify({ Status: 0, Code: "NO", Message }) });
const of = cases("departments", "so-noi-vu", received, "dong-thuan");

describeConformance<World>({
  name: "departments (REST)",
  open: () => openWorld(departments, { timeoutMs: ATTEMPT_MS, simulator: { auto: false, pushWaitMs: 1 } }),
  calls: [
    {
      name: "token",
      match: { path: `/${PATHS.token}` },
      refusal: { none: "a login is not refused for a business reason" },
      prepare: (world) => world.simulation.parts.expireSessions?.(),
      ...of.sent,
    },
    {
      name: "SyncDocument",
      match: { path: PATHS.SyncDocument },
      refusal: refused("Thủ tục không thuộc thẩm quyền giải quyết"),
      ...of.sent,
    },
    {
      name: "SupplementDocument",
      match: { path: PATHS.SupplementDocument },
      refusal: refused("Hồ sơ không ở trạng thái chờ bổ sung"),
      ...of.supplement,
    },
    {
      name: "CancelDocument",
      match: { path: PATHS.CancelDocument },
      refusal: refused("Hồ sơ đã giải quyết xong, không thể hủy"),
      ...of.cancel,
    },
  ],
});

describeConformance<World>({
  name: "departments (REST, polled)",
  open: () =>
    openWorld(departments, {
      timeoutMs: ATTEMPT_MS,
      simulator: { auto: false, callbacks: "none" },
      env: { LIENTHONG_DEPARTMENTS_POLL_ONLY: "true" },
    }),
  calls: [
    {
      name: "GetResults",
      match: { path: PATHS.GetResults },
      refusal: { none: "a question is not refused for a business reason" },
      ...of.result,
    },
  ],
});
