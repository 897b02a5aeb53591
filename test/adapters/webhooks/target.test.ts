/** SSRF: where a webhook may not go, by every name for it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Resolver, targetFault } from "../../../adapters/webhooks/resolve.ts";
import { readTarget, TARGET_FAULTS, TargetPolicyError, targetPolicy } from "../../../adapters/webhooks/target.ts";

const none = targetPolicy();
const faultOf = (text: string, policy = none) => {
  const read = readTarget(text, policy);
  return "fault" in read ? read.fault : undefined;
};
const resolving =
  (...addresses: string[]): Resolver =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("R-I02 SSRF: a webhook never leads inside", () => {
  it.each([
    // This machine, by each of its names
    ["https://127.0.0.1/", "address"],
    ["https://127.255.255.254/", "address"],
    ["https://0.0.0.0/", "address"],
    ["https://[::1]/", "address"],
    ["https://[::]/", "address"],
    ["https://localhost/", "host"],
    ["https://localhost./", "host"],
    ["https://LOCALHOST/", "host"],
    ["https://api.localhost/", "host"],
    ["https://hub/", "host"],
    ["https://may.noi-bo.example./", "host"],
    // Numbers that hide an address
    ["https://2130706433/", "address"],
    ["https://0177.0.0.1/", "address"],
    ["https://0x7f000001/", "address"],
    ["https://0x7f.0x0.0x0.0x1/", "address"],
    ["https://127.1/", "address"],
    ["https://127.0.0.1./", "address"],
    ["https://①②⑦.⓪.⓪.①/", "address"],
    ["https://0/", "address"],
    ["https://134744072/", "spelling"],
    ["https://8.8.2056/", "spelling"],
    ["https://0x8.8.8.8/", "spelling"],
    // IPv4 within IPv6
    ["https://[::ffff:127.0.0.1]/", "address"],
    ["https://[::ffff:7f00:1]/", "address"],
    ["https://[0:0:0:0:0:ffff:a00:1]/", "address"],
    ["https://[::ffff:8.8.8.8]/", "address"],
    ["https://[::127.0.0.1]/", "address"],
    ["https://[64:ff9b::7f00:1]/", "address"],
    ["https://[64:ff9b:1::a00:1]/", "address"],
    ["https://[2002:7f00:1::]/", "address"],
    ["https://[2001:0:7f00:1::]/", "address"],
    ["https://[fe80::1%25eth0]/", "form"],
    // Private, shared, link-local, metadata, multicast, reserved
    ["https://10.0.0.1/", "address"],
    ["https://172.16.0.1/", "address"],
    ["https://172.31.255.255/", "address"],
    ["https://192.168.1.1/", "address"],
    ["https://100.64.0.1/", "address"],
    ["https://100.100.100.200/latest/meta-data", "address"],
    ["https://169.254.169.254/latest/meta-data", "address"],
    ["https://168.63.129.16/machine", "address"],
    ["https://192.0.0.192/", "address"],
    ["https://198.18.0.1/", "address"],
    ["https://203.0.113.9/", "address"],
    ["https://224.0.0.1/", "address"],
    ["https://240.0.0.1/", "address"],
    ["https://255.255.255.255/", "address"],
    ["https://[fc00::1]/", "address"],
    ["https://[fd00:ec2::254]/", "address"],
    ["https://[fe80::1]/", "address"],
    ["https://[fec0::1]/", "address"],
    ["https://[ff02::1]/", "address"],
    ["https://[2001:db8::1]/", "address"],
    // What is no plain https address
    ["http://hook.so-noi-vu.example/", "scheme"],
    ["ftp://hook.so-noi-vu.example/", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["gopher://127.0.0.1:6379/_FLUSHALL", "scheme"],
    ["https://user:pass@hook.so-noi-vu.example/", "credentials"],
    ["https://user@hook.so-noi-vu.example/", "credentials"],
    ["https://hook.so-noi-vu.example@127.0.0.1/", "credentials"],
    ["https://hook.so-noi-vu.example/#a", "form"],
    ["https://hook.so-noi-vu.example\\@127.0.0.1/", "form"],
    ["https://hook.so-noi-vu.example/\r\nx: 1", "form"],
    ["https://", "form"],
    ["khong phai dia chi", "form"],
    ["", "form"],
    // Doors of other services
    ["https://8.8.8.8:22/", "port"],
    ["https://8.8.8.8:6379/", "port"],
    ["https://8.8.8.8:80/", "port"],
  ] as const)("%s is refused: %s", (text, fault) => {
    expect(faultOf(text)).toBe(fault);
    expect(TARGET_FAULTS[fault].vi).not.toBe("");
  });

  it.each([
    "https://hook.so-noi-vu.example/lienthong?box=1",
    "https://hook.so-noi-vu.example:8443/",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "https://máy-chủ.example/",
  ])("%s may be called", (text) => {
    expect(faultOf(text)).toBeUndefined();
  });

  it("every address of the private ranges is refused, however it is written", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const privates = fc.oneof(
      fc.tuple(fc.constant(10), octet, octet, octet),
      fc.tuple(fc.constant(127), octet, octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    );
    const spellings = [
      (four: readonly number[]) => four.join("."),
      (four: readonly number[]) => String(four.reduce((sum, one) => sum * 256 + one, 0)),
      (four: readonly number[]) => four.map((one) => `0x${one.toString(16)}`).join("."),
      (four: readonly number[]) => four.map((one) => `0${one.toString(8)}`).join("."),
      (four: readonly number[]) => `[::ffff:${four.join(".")}]`,
    ];
    fc.assert(
      fc.property(privates, fc.constantFrom(...spellings), (four, write) => faultOf(`https://${write(four)}/`) === "address"),
    );
  });
});

describe("R-I02 SSRF: a name is what it resolves to", () => {
  it.each([
    ["127.0.0.1", "address"],
    ["10.1.2.3", "address"],
    ["169.254.169.254", "address"],
    ["::1", "address"],
    ["::ffff:10.0.0.1", "address"],
    ["fe80::1%eth0", "address"],
    ["fd12:3456::1", "address"],
  ])("a name that leads to %s is refused", async (address, fault) => {
    expect(await targetFault("https://hook.so-noi-vu.example/", none, resolving(address))).toBe(fault);
  });

  it("one inner address among public ones is enough to refuse", async () => {
    expect(await targetFault("https://hook.so-noi-vu.example/", none, resolving("8.8.8.8", "10.0.0.1"))).toBe("address");
    expect(await targetFault("https://hook.so-noi-vu.example/", none, resolving("8.8.8.8", "2606:4700::1111"))).toBeUndefined();
  });

  it("a name that nobody knows is refused as that", async () => {
    const away: Resolver = () => Promise.reject(Object.assign(new TypeError("away"), { code: "ENOTFOUND" }));
    expect(await targetFault("https://khong-co.example/", none, away)).toBe("unresolvable");
    expect(await targetFault("https://khong-co.example/", none, resolving())).toBe("unresolvable");
  });

  it("metadata names of the clouds lead to link-local and are refused", async () => {
    for (const name of ["metadata.google.internal", "instance-data.ec2.internal"])
      expect(await targetFault(`https://${name}/`, none, resolving("169.254.169.254"))).toBe("address");
  });
});

describe("R-I02 what an operator vouches for (LIENTHONG_WEBHOOKS_ALLOW)", () => {
  const policy = targetPolicy("10.20.0.0/16, fd12::/48, http://127.0.0.1:4113 ,https://may.hue.example:9443/");

  it.each([
    ["https://10.20.3.4:9999/", undefined],
    ["https://10.21.0.1/", "address"],
    ["https://[fd12::5]/", undefined],
    ["https://[fd13::5]/", "address"],
    ["http://127.0.0.1:4113/hooks/a", undefined],
    ["http://127.0.0.1:4114/", "scheme"],
    ["https://127.0.0.1:4113/", "address"],
    ["http://10.20.3.4/", "scheme"],
    ["https://may.hue.example:9443/x", undefined],
  ])("%s: %s", (text, fault) => {
    expect(faultOf(text, policy)).toBe(fault);
  });

  it("a vouched name may lead inside, its neighbour on another port may not", async () => {
    expect(await targetFault("https://may.hue.example:9443/", policy, resolving("192.168.7.7"))).toBeUndefined();
    expect(await targetFault("https://may.hue.example/", policy, resolving("192.168.7.7"))).toBe("address");
  });

  it("link-local, metadata, multicast and mapped addresses stay forbidden whoever vouches", async () => {
    const all = targetPolicy("0.0.0.0/0,::/0,https://may.hue.example");
    for (const address of ["169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "168.63.129.16"]) {
      expect(faultOf(`https://${address}/`, all)).toBe("address");
      expect(await targetFault("https://may.hue.example/", all, resolving(address))).toBe("address");
    }
    for (const address of ["fe80::1", "::ffff:10.0.0.1", "fd00:ec2::254", "ff02::1", "::"])
      expect(faultOf(`https://[${address}]/`, all)).toBe("address");
  });

  it.each(["10.0.0.0/33", "10.0.0/8", "abc", "http://a:b@c", "https://may.example/duong", "10.0.0.0"])(
    "%s is no network and no origin: said at start",
    (entry) => {
      expect(() => targetPolicy(entry)).toThrow(TargetPolicyError);
    },
  );
});
