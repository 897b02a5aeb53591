/** Environment variables that look like ours and change nothing: mistyped, or of a partner that is not turned on. */
import { ADAPTERS } from "../adapters/registry.ts";
import { closest } from "./closest.ts";
import { SETTING_NAMES } from "./config.ts";

/** Read elsewhere: by commands for a hub far away, the log, the simulators, and the tests. */
const ELSEWHERE = /^LIENTHONG_(?:URL|KEY|LOG_FILE|SHOTS|PYTHON|SOAP_(?:USER|SECRET|SEND_INVALID)|(?:SIM|FUZZ|DAY)_[A-Z_]+)$/;
/** A device that there is not ends the start by itself (adapters/hall/install.ts). */
const HALL = "LIENTHONG_HALL_";

interface Unheeded {
  readonly variable: string;
  readonly vi: string;
  readonly en: string;
}

const prefixOf = (adapterId: string): string => `LIENTHONG_${adapterId.replaceAll("-", "_").toUpperCase()}_`;

/**
 * Variables named LIENTHONG_… that nobody reads, in the order of their names; their values are shown nowhere. `on`: ids of the partners that are
 * turned on, whose own variables were checked when they were.
 */
export const unheededSettings = (
  env: Readonly<Record<string, string | undefined>>,
  on: ReadonlySet<string>,
): readonly Unheeded[] => {
  const known = new Set<string>(SETTING_NAMES);
  return Object.keys(env)
    .filter((name) => name.startsWith("LIENTHONG_") && env[name]?.trim())
    .sort()
    .flatMap((variable): readonly Unheeded[] => {
      if (known.has(variable) || ELSEWHERE.test(variable) || variable.startsWith(HALL)) return [];
      const adapter = ADAPTERS.find(({ id }) => variable.startsWith(prefixOf(id)));
      if (adapter !== undefined && on.has(adapter.id)) return [];
      if (adapter !== undefined) {
        const by = `${prefixOf(adapter.id)}${(adapter.onBy?.key ?? "url").toUpperCase()}`;
        const vi = `không có tác dụng: kết nối "${adapter.id}" chưa bật (thiếu ${by})`;
        return [{ variable, vi, en: `has no effect: partner "${adapter.id}" is off (${by} is not set)` }];
      }
      const meant = closest(variable, [...known, ...ADAPTERS.map(({ id }) => `${prefixOf(id)}URL`)]);
      return [
        {
          variable,
          vi: `không có biến này, không có tác dụng${meant === undefined ? "" : `; ý bạn là ${meant}?`}`,
          en: `there is no such variable, it has no effect${meant === undefined ? "" : `; do you mean ${meant}?`}`,
        },
      ];
    });
};
