/** Every adapter there is, one line each. Which of them are on is a matter of configuration (kit/define.ts, readAdapterConfig). */
import type { Adapter } from "../core/exchange/adapter.ts";
import civilStatus from "./civil-status/adapter.ts";
import departments, { ministry } from "./departments/adapter.ts";
import dvcPortal from "./dvc-portal/adapter.ts";
import igate from "./igate/adapter.ts";
import kafka from "./kafka/adapter.ts";
import landRegistry from "./land-registry/adapter.ts";
import police from "./police/adapter.ts";
import post from "./post/adapter.ts";
import receipts from "./receipts/adapter.ts";
import sms from "./sms/adapter.ts";
import socialInsurance from "./social-insurance/adapter.ts";
import tax from "./tax/adapter.ts";
import treasury from "./treasury/adapter.ts";

export const ADAPTERS: readonly Adapter<unknown>[] = [
  civilStatus,
  departments,
  ministry,
  dvcPortal,
  igate,
  landRegistry,
  police,
  post,
  socialInsurance,
  sms,
  tax,
  receipts,
  treasury,
  kafka,
];
