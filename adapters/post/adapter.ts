/**
 * The post office (VNPost HCC through NGSP, R-G07, domain.md §5.7a): results out and tracked until delivered, collected dossiers in.
 * Protocol and mapping only; README.md says how to set it up and what it cannot do.
 */
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { defineAdapter, defineOperation } from "../kit/define.ts";
import { anyAnswer } from "../kit/probe.ts";
import { collectedHook } from "./collected.ts";
import { config, type PostConfig } from "./config.ts";
import { HOOK_PATH } from "./contract/collected.ts";
import { PATHS } from "./contract/order.ts";
import { cancelBody, orderBody, sendCancel, sendOrder } from "./orders.ts";
import { reactions } from "./reactions.ts";
import { trackingPoller } from "./tracking.ts";

export default defineAdapter<PostConfig>({
  id: "post",
  title: { vi: "Bưu điện (bưu chính công ích)", en: "Post office" },
  actsAs: "post",
  config,
  operations: {
    orderDelivery: defineOperation({
      title: { vi: "Đặt đơn trả kết quả", en: "Order the delivery of a result" },
      body: orderBody,
      resend: "safe",
      send: sendOrder,
    }),
    cancelDelivery: defineOperation({
      title: { vi: "Hủy đơn trả kết quả", en: "Cancel the delivery of a result" },
      body: cancelBody,
      resend: "safe",
      send: sendCancel,
    }),
  },
  reactions,
  hooks: { [HOOK_PATH]: collectedHook },
  pollers: { tracking: trackingPoller },
  plan: DEFAULT_PLAN,
  limits: DEFAULT_LIMITS,
  probe: (call) => anyAnswer(call, { baseUrl: call.config.url, path: PATHS.token }),
});
