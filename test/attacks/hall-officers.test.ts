/**
 * R-I02 R-I01: the officers' screens of a hall and the partners' doors of papers and ratings, attacked by a curious officer of another agency, by a
 * colleague without the duty, by another site in the officer's browser, and by a partner who knows codes and hashes that are not his.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "../gateway/console-browser.ts";
import { refusalOf } from "./doors.ts";
import { CARD_MARKS, HALL, type HallAttackWorld, hallAttackWorld, shown, WARD } from "./hall-world.ts";
import type { Attack } from "./raw.ts";
import { headerOf, OWNER, REFUSED } from "./world.ts";

/** Looks are recorded before anything is shown or kept. */
const LOOKS = ["look"] as const;
const NOBODY = "01a202d3-4e53-778a-841f-ffffffffffff";
const OTHER = { kind: "citizen", fullName: "Vũ Văn Khác", identityNumber: "001099000088", phone: "0900000088" } as const;

let world: HallAttackWorld;
/** Both of the ward: its own, and another person's; and one of another agency. */
let dossier: { id: string; code: string };
let neighbour: { id: string; code: string };
let foreign: { id: string; code: string };
let officer: Browser;
let stranger: Browser;
let helper: Browser;
let paper: string;
let blob: { sha256: string; size: number; mediaType: string };
const base = `/console/hall/${HALL}/counters/q1`;

beforeAll(async () => {
  world = await hallAttackWorld();
  const upload = { path: "/api/v1/blobs?name=a.pdf", headers: world.ward, body: "%PDF-1.7\nbí mật\n%%EOF\n" };
  blob = JSON.parse((await world.send(upload)).text) as typeof blob;
  const files = [{ blob: blob.sha256, name: "a.pdf", size: blob.size, mediaType: blob.mediaType }];
  const components = [
    { componentId: "tk", originals: 1, files },
    { componentId: "gcs", originals: 1 },
  ];
  dossier = await world.receivedAt(WARD, world.wardJson, { components });
  neighbour = await world.receivedAt(WARD, world.wardJson, { applicant: OTHER });
  foreign = await world.receivedAt("H57.122", world.json("portal"), { applicant: OTHER });
  const kept = await world.post<{ id: string }>(`/api/v1/dossiers/${dossier.id}/held-papers`, {
    name: "Giấy chứng sinh",
    blob: blob.sha256,
    fileName: "a.pdf",
    officerId: "cb-sanh",
  });
  paper = kept.id;
  officer = await world.signIn("cb-sanh");
  stranger = await world.signIn("xa-khac");
  helper = await world.signIn("ho-tro");
});
afterAll(() => world.stop());

const get = (who: Browser, path: string): Attack => ({ path, headers: world.cookieHeader(who) });
const act = async (who: Browser, path: string, fields: Readonly<Record<string, string>> = {}): Promise<Attack> =>
  world.ownForm(path, world.cookieHeader(who), { _token: await world.tokenOf(who), _key: crypto.randomUUID(), ...fields });
const scanId = (of: string, key: string = crypto.randomUUID()): string => encodeURIComponent(`scan:${of}:tk:${key}`);

const PAGES = (): readonly string[] => [
  `/console/hall/${HALL}`,
  `/console/hall/${HALL}/desk`,
  `/console/hall/${HALL}/desk?ticket=A001&procedure=1.001193`,
  `/console/hall/${HALL}/desk/slips/${dossier.id}`,
  `/console/hall/${HALL}/desk/slips/${dossier.id}/live`,
  base,
  `${base}/live`,
  `${base}/dossiers?ref=${dossier.code}`,
  `${base}/dossiers/${dossier.id}`,
  `${base}/dossiers/${dossier.code}`,
  `${base}/dossiers/${dossier.id}/printing`,
  `${base}/dossiers/${dossier.id}/scans/${scanId(dossier.id)}`,
  `${base}/dossiers/${dossier.id}/scans/${scanId(dossier.id)}/live`,
  `${base}/dossiers/${dossier.id}/scans/${scanId(dossier.id)}/file`,
  `${base}/dossiers/${dossier.id}/files/${blob.sha256}`,
  `/console/hall/${HALL}/live`,
  `/console/hall/${HALL}/fees`,
  `/console/hall/${HALL}/fees/live`,
  `/console/hall/${HALL}/fees/dossiers/${dossier.id}`,
];
const ACTS = (of: string): readonly (readonly [string, Readonly<Record<string, string>>])[] => [
  [`${base}/open`, {}],
  [`${base}/callNext`, {}],
  [`${base}/finish`, {}],
  [`/console/hall/${HALL}/desk/begin`, { ticket: "A001" }],
  [`/console/hall/${HALL}/desk/account`, { ticket: "A001", account: REFUSED }],
  [`/console/hall/${HALL}/desk/slip`, { procedure: "1.001193", fullName: REFUSED }],
  [`${base}/dossiers/${of}/papers`, { o_tk: "9" }],
  [`${base}/dossiers/${of}/reuse`, { paper, component: "gcs" }],
  [`${base}/dossiers/${of}/valid`, {}],
  [`${base}/dossiers/${of}/incomplete`, { m_tk: REFUSED }],
  [`${base}/dossiers/${of}/out-of-scope`, { reason: REFUSED }],
  [`${base}/dossiers/${of}/receive`, {}],
  [`${base}/dossiers/${of}/print`, {}],
  [`${base}/dossiers/${of}/fee`, { name: "Lệ phí" }],
  [`${base}/dossiers/${of}/cash`, { charge: "quay-1" }],
  [`${base}/dossiers/${of}/hand-back`, { receiver: REFUSED, identityNumber: "001099000012" }],
  [`${base}/dossiers/${of}/scan`, { component: "tk" }],
  [`${base}/dossiers/${of}/scans/${scanId(of)}/bind`, { keep: "yes" }],
];

describe("R-I02 R-I01 officers' screens: who has no business there", () => {
  it("R-I02 nobody signed in: every page leads to the sign-in, every act is refused, nothing is done", async () => {
    await world.unharmed(async () => {
      for (const path of PAGES()) {
        const answer = await world.send({ path });
        expect([answer.status, headerOf(answer, "location")], path).toEqual([303, "/console/sign-in"]);
        world.hasSafeHeaders(answer, path);
      }
      for (const [path, fields] of ACTS(dossier.id)) {
        const answer = await world.send(world.ownForm(path, {}, fields));
        expect(answer.status, path).toBe(401);
        world.keepsQuiet(answer, path);
      }
    });
  });

  it("R-I02 an officer of another agency: no page, no act, no word of the hall's dossiers, numbers and papers", async () => {
    await world.unharmed(async () => {
      const list = await world.send(get(stranger, "/console/hall"));
      expect([list.status, list.text.includes("Thuận Hóa")]).toEqual([200, false]);
      for (const path of PAGES()) {
        const answer = await world.send(get(stranger, path));
        expect([403, 404], `${path}: ${shown(answer)}`).toContain(answer.status);
        expect(answer.text, path).not.toMatch(/Thuận Hóa|A00\d/);
        world.keepsQuiet(answer, path);
        world.hasSafeHeaders(answer, path);
      }
      for (const [path, fields] of ACTS(dossier.id)) {
        const answer = await world.send(await act(stranger, path, fields));
        expect([403, 404], `${path}: ${shown(answer)}`).toContain(answer.status);
        world.keepsQuiet(answer, path);
      }
    }, ["session", "person_session"]);
  });

  it("R-I02 an officer of the hall and another agency's dossier: as unknown as any, at every page and act", async () => {
    await world.unharmed(async () => {
      for (const of of [foreign.id, foreign.code, NOBODY, "__proto__", "..%2f..", "%3Cscript%3E"]) {
        for (const part of ["", "/printing", `/scans/${scanId(foreign.id)}`, `/scans/${scanId(foreign.id)}/file`]) {
          const answer = await world.send(get(officer, `${base}/dossiers/${of}${part}`));
          expect(answer.status, `${of}${part}: ${shown(answer)}`).toBe(404);
          expect(answer.text).not.toContain(OTHER.fullName);
          world.keepsQuiet(answer, part);
        }
        for (const [path, fields] of ACTS(of).filter(([one]) => one.includes("/dossiers/"))) {
          const answer = await world.send(await act(officer, path, fields));
          expect(answer.status, `${path}: ${shown(answer)}`).toBe(404);
          world.keepsQuiet(answer, path);
        }
      }
      const slip = await world.send(get(officer, `/console/hall/${HALL}/desk/slips/${foreign.id}`));
      expect(slip.status).toBe(404);
    });
  });

  it("R-I02 the help desk reads no dossier and serves at no counter", async () => {
    await world.unharmed(async () => {
      for (const path of PAGES().filter((one) => one.startsWith(base))) {
        const answer = await world.send(get(helper, path));
        expect([403, 404], `${path}: ${shown(answer)}`).toContain(answer.status);
        world.keepsQuiet(answer, path);
      }
      for (const [path, fields] of ACTS(dossier.id).filter(([one]) => one.includes("/dossiers/"))) {
        const answer = await world.send(await act(helper, path, fields));
        expect([403, 404], path).toContain(answer.status);
      }
    });
  });

  it("R-I02 another job's scan under one's own dossier: neither shown nor bound, however the id is written", async () => {
    const asked = await world.send(await act(officer, `${base}/dossiers/${neighbour.id}/scan`, { component: "tk" }));
    expect(asked.status, shown(asked)).toBe(303);
    const job = decodeURIComponent(headerOf(asked, "location").split("/scans/")[1] ?? "");
    expect(job).toMatch(new RegExp(`^scan:${neighbour.id}:`));
    expect((await world.send(get(officer, `${base}/dossiers/${neighbour.id}/scans/${encodeURIComponent(job)}`))).status).toBe(
      200,
    );
    await world.unharmed(async () => {
      const ids = [
        job,
        job.replace("scan:", "scan:/"),
        `scan:${dossier.id}:tk:../${job}`,
        `${job}`.toUpperCase(),
        `scan:${dossier.id}:`,
        "__proto__",
        `appointment:${dossier.id}`,
      ];
      for (const id of ids) {
        for (const part of ["", "/live", "/file"]) {
          const answer = await world.send(get(officer, `${base}/dossiers/${dossier.id}/scans/${encodeURIComponent(id)}${part}`));
          expect(answer.status, `${id}${part}`).toBe(404);
        }
        const bound = await world.send(
          await act(officer, `${base}/dossiers/${dossier.id}/scans/${encodeURIComponent(id)}/bind`, { keep: "yes" }),
        );
        expect(bound.status, id).toBe(404);
      }
    });
  });

  it("R-I02 a file opens through its own dossier only, the look is recorded, and nothing in it runs", async () => {
    const at = (of: string): Attack => get(officer, `${base}/dossiers/${of}/files/${blob.sha256}`);
    await world.unharmed(async () => {
      for (const of of [neighbour.id, foreign.id, NOBODY]) expect((await world.send(at(of))).status, of).toBe(404);
    });
    const before = await world.count("look");
    const own = await world.send(at(dossier.id));
    expect([own.status, headerOf(own, "content-type")], shown(own)).toEqual([200, "application/pdf"]);
    expect(headerOf(own, "content-disposition")).toMatch(/^inline; filename="a\.pdf"/);
    expect(headerOf(own, "content-security-policy")).toContain("script-src 'none'");
    expect(await world.count("look")).toBe(before + 1);
  });

  it("R-I02 somebody else's kept paper is not reused, whatever the form names", async () => {
    await world.unharmed(async () => {
      for (const [of, id] of [
        [neighbour.id, paper],
        [dossier.id, NOBODY],
        [dossier.id, "__proto__"],
        [dossier.id, `${paper}' or '1'='1`],
      ] as const) {
        const answer = await world.send(await act(officer, `${base}/dossiers/${of}/reuse`, { paper: id, component: "gcs" }));
        expect(answer.status, shown(answer)).toBe(409);
        // The refusal stands on the page of the dossier that the officer is at, which may show that dossier's applicant and nobody else.
        if (of === neighbour.id) world.keepsQuiet(answer, "reuse");
        else expect(answer.text).not.toContain(OTHER.fullName);
      }
      // Shown again, it is a look again (R-I02).
    }, ["look"]);
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://xau.example" }],
    ["a neighbour", { "sec-fetch-site": "same-site" }],
    ["nowhere", { "sec-fetch-site": "none" }],
  ])("R-I02 CSRF: forms from %s in the officer's browser do nothing, with a right token too", async (_, from) => {
    await world.unharmed(async () => {
      for (const [path, fields] of ACTS(neighbour.id)) {
        const form = await act(officer, path, fields);
        const answer = await world.send({ ...form, headers: { ...(form.headers as Record<string, string>), ...from } });
        expect(answer.status, path).toBe(403);
      }
    });
  });

  it("R-I02 forms without the session's token, with another's, with NUL: refused", async () => {
    await world.unharmed(async () => {
      const others = await world.tokenOf(stranger);
      for (const [path, fields] of ACTS(neighbour.id)) {
        for (const token of ["", others]) {
          const answer = await world.send(world.ownForm(path, world.cookieHeader(officer), { ...fields, _token: token }));
          expect(answer.status, path).toBe(403);
        }
        const answer = await world.send(await act(officer, path, { ...fields, reason: "\u0000" }));
        expect(answer.status, path).toBe(400);
      }
    });
  });

  it("R-I02 addresses with NUL, markup and dots are no fault of the hub, and come back as text", async () => {
    const evil = encodeURIComponent(`"><img src=x onerror=alert(1)>`);
    await world.unharmed(async () => {
      for (const path of [
        `${base}/dossiers/%00`,
        `${base}/dossiers?ref=%00`,
        `${base}/dossiers?ref=${evil}`,
        `${base}/dossiers/${evil}`,
        `/console/hall/%00`,
        `/console/hall/${evil}/counters/q1`,
        `/console/hall/${HALL}/counters/${evil}`,
        `/console/hall/__proto__/counters/constructor`,
        `/console/hall/${HALL}/desk?q=${evil}&ticket=${evil}&procedure=${evil}`,
        `/console/hall/${HALL}/desk?procedure=%00`,
        `/console/hall/${HALL}/desk/slips/${evil}`,
        `/console/hall/${HALL}/desk/slips/%00`,
        `/console/hall/${HALL}/desk/slips/khong-la-uuid/live`,
      ]) {
        const answer = await world.send(get(officer, path));
        expect(answer.status, `${path}: ${shown(answer)}`).toBeLessThan(500);
        expect(answer.text, path).not.toContain("<img src=x");
        world.hasSafeHeaders(answer, path);
      }
    });
  });

  it("R-I02 live pages: scripts of ours only, in nobody's frame; names of people are text", async () => {
    const applicant = {
      kind: "citizen",
      fullName: `Đỗ "><img src=x onerror=alert(1)>`,
      identityNumber: "001099000066",
      phone: "0900000066",
    };
    const marked = await world.receivedAt(WARD, world.wardJson, { applicant });
    // Filed elsewhere, it has no slip of the desk's: not even its account is shown there.
    expect((await world.send(get(officer, `/console/hall/${HALL}/desk/slips/${marked.id}`))).status).toBe(404);
    for (const path of [base, `${base}/dossiers/${marked.id}`]) {
      const answer = await world.send(get(officer, path));
      expect(answer.status).toBe(200);
      const policy = headerOf(answer, "content-security-policy");
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
      ])
        expect(policy, path).toContain(part);
      expect(policy).not.toContain("unsafe");
      expect(answer.text).not.toContain("<img src=x");
      expect(answer.text).not.toMatch(/<script(?! src="\/assets\/)/);
    }
    expect(CARD_MARKS.some((mark) => world.lines.join("\n").includes(mark))).toBe(false);
  });
});

describe("R-I02 R-A11 kept papers through the partners' doors", () => {
  const door = (partner: string, ref: string, body?: object, more = ""): Attack => ({
    path: `/api/v1/dossiers/${ref}/held-papers${more}`,
    headers: { ...world.json(partner), "idempotency-key": crypto.randomUUID() },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const keeping = (more: object = {}) => ({ name: REFUSED, blob: blob.sha256, fileName: "a.pdf", officerId: "cb-x", ...more });

  it("R-I02 another agency's dossier: no list, nothing kept, nothing removed, as with an unknown one", async () => {
    await world.unharmed(async () => {
      for (const ref of [dossier.id, dossier.code, NOBODY])
        for (const partner of ["portal", "stranger", "agency"])
          for (const attack of [
            door(partner, ref),
            door(partner, ref, keeping()),
            door(partner, ref, { reason: REFUSED, officerId: "x" }, `/${paper}/removal`),
          ]) {
            const answer = await world.send(attack);
            expect(refusalOf(answer, "rest"), `${partner} ${attack.path}`).toEqual([404, "dossier.not-found"]);
            expect(answer.text).not.toContain(paper);
            world.keepsQuiet(answer, attack.path);
          }
    });
  });

  it("R-I02 one's own dossier: the paper of somebody who is not in it cannot be removed", async () => {
    await world.unharmed(async () => {
      const answer = await world.send(door("portal", foreign.id, { reason: REFUSED, officerId: "x" }, `/${paper}/removal`));
      expect(answer.status, shown(answer)).toBe(404);
    });
  });

  it("R-I02 a kept paper opens no file: whoever knows a hash reads it neither before nor after keeping it", async () => {
    const reading = { path: `/api/v1/blobs/${blob.sha256}?dossier=${foreign.id}`, headers: world.key("portal") };
    await world.unharmed(async () => {
      expect((await world.send(reading)).status).toBe(404);
      const bare = await world.send({ path: `/api/v1/blobs/${blob.sha256}`, headers: world.key("portal") });
      expect(bare.status, shown(bare)).toBe(400);
      const none = await world.send(door("portal", foreign.id, keeping({ blob: "0".repeat(64) })));
      expect(refusalOf(none, "rest")).toEqual([422, "paper.not-held"]);
    }, LOOKS);
    await world.unharmed(async () => {
      const kept = await world.send(door("portal", foreign.id, { ...keeping(), name: "Giấy lạ" }));
      // As unknown as one that nobody stored: the file is neither of this dossier nor brought by who names it.
      expect(refusalOf(kept, "rest")).toEqual([422, "paper.not-held"]);
      expect((await world.send(reading)).status).toBe(404);
    }, LOOKS);
    const own = await world.send({ path: `/api/v1/dossiers/${dossier.id}/held-papers`, headers: world.ward });
    expect((JSON.parse(own.text) as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual(["Giấy chứng sinh"]);
  });

  it("R-I02 rating another agency's dossier by REST: as unknown; bodies of markup, __proto__ and NUL are refused", async () => {
    await world.unharmed(async () => {
      const rate = (ref: string, body: string): Attack => ({
        path: `/api/v1/dossiers/${ref}/satisfaction`,
        headers: world.json("portal"),
        body,
      });
      const body = JSON.stringify({ occasion: "receipt", score: 1, comment: REFUSED });
      expect(refusalOf(await world.send(rate(dossier.id, body)), "rest")).toEqual([404, "dossier.not-found"]);
      for (const wrong of [
        `{"occasion":"receipt","score":1,"__proto__":{"a":1}}`,
        JSON.stringify({ occasion: "receipt", score: 1, comment: "\u0000" }),
        JSON.stringify({ occasion: "x", score: 9 }),
        "[".repeat(5_000),
      ]) {
        const answer = await world.send(rate(foreign.id, wrong));
        expect([400, 422], shown(answer)).toContain(answer.status);
      }
      const report = await world.send({
        path: "/api/v1/satisfaction?from=2026-01-01&to=2026-12-31&by=officer",
        headers: world.key("stranger"),
      });
      expect([report.status, JSON.parse(report.text)]).toEqual([200, { items: [] }]);
      expect(report.text).not.toContain(OWNER.fullName);
    });
  });
});
