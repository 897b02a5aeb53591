/** The settings with which the hub finds the simulators: the accounts that the simulators expect unless told otherwise. */
import { sampleAccount as portalAccount, sampleLogin } from "../../adapters/dvc-portal/contract/samples.ts";
import { sampleAccount as postAccount, sampleOrder } from "../../adapters/post/contract/samples.ts";

/** As environment variables: what a person would put into .env to use the simulators. */
export const simulatorSettings = (urls: Readonly<Record<string, string>>): Record<string, string> => ({
  LIENTHONG_DVC_PORTAL_URL: urls["dvc-portal"] ?? "",
  LIENTHONG_DVC_PORTAL_USER: sampleLogin.username,
  LIENTHONG_DVC_PORTAL_PASSWORD: sampleLogin.password,
  LIENTHONG_DVC_PORTAL_MADONVI: portalAccount.madonvi,
  LIENTHONG_DVC_PORTAL_HOOK_SECRET: portalAccount.hookSecret,
  LIENTHONG_POST_URL: urls["post"] ?? "",
  LIENTHONG_POST_CLIENT_ID: postAccount.clientId,
  LIENTHONG_POST_CLIENT_SECRET: postAccount.clientSecret,
  LIENTHONG_POST_CUSTOMER_CODE: postAccount.customerCode,
  LIENTHONG_POST_HOOK_SECRET: postAccount.hookSecret,
  LIENTHONG_POST_SENDER_PROVINCE: String(sampleOrder.SenderProvince),
  LIENTHONG_POST_SENDER_ADDRESS: sampleOrder.SenderAddress,
  LIENTHONG_POST_SENDER_PHONE: sampleOrder.SenderTel,
});
