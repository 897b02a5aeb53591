/** LIENTHONG_WEBHOOKS_ALLOW: read once, loudly; what the stack sets admits its own receiver and nothing else. */
import { describe, expect, it } from "vitest";
import { readTarget, targetPolicy } from "../../../adapters/webhooks/target.ts";
import { ConfigError, readConfig } from "../../../gateway/config.ts";
import receiver from "../../../simulators/webhook-receiver/simulator.ts";

describe("R-I02 where webhooks may go is a setting", () => {
  it("R-I02 networks and origins are taken, nothing is the default", () => {
    expect(readConfig({}).webhooksAllow).toBe("");
    const allow = "10.20.0.0/16,https://may.hue.example:9443";
    expect(readConfig({ LIENTHONG_WEBHOOKS_ALLOW: allow }).webhooksAllow).toBe(allow);
  });

  it.each(["10.20.0.0", "10.20.0.0/99", "*", "hook.example", "https://a@b.example", "10.0.0.0/8;11.0.0.0/8"])(
    "%s is refused at start, named by its variable and not by its value",
    (LIENTHONG_WEBHOOKS_ALLOW) => {
      const read = () => readConfig({ LIENTHONG_WEBHOOKS_ALLOW });
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(/LIENTHONG_WEBHOOKS_ALLOW/);
    },
  );

  it("R-J04 the stack's receiver is admitted by what it says of itself, and only it", () => {
    const settings = receiver.settings("http://127.0.0.1:4114");
    const policy = targetPolicy(readConfig(settings).webhooksAllow);
    expect(readTarget("http://127.0.0.1:4114/hooks/so-noi-vu", policy)).toHaveProperty("url");
    expect(readTarget("http://127.0.0.1:4115/", policy)).toHaveProperty("fault");
    expect(readTarget("http://127.0.0.2:4114/", policy)).toHaveProperty("fault");
  });
});
