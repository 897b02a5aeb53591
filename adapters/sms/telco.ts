/** Which of the three ways the configuration names. */
import type { Protocol, SmsConfig } from "./config.ts";
import type { Gateway } from "./gateways.ts";
import { smppGateway } from "./smpp.ts";
import { viettelGateway } from "./viettel.ts";
import { vnptGateway } from "./vnpt.ts";

const GATEWAYS: Readonly<Record<Protocol, Gateway>> = { viettel: viettelGateway, vnpt: vnptGateway, smpp: smppGateway };

/** The gateway of a configuration. */
export const gatewayOf = (config: SmsConfig): Gateway => GATEWAYS[config.protocol];
