import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { LOGGED_API, logPage, PROGRESS_PATHS } from "../../adapters/igate/contract/progress.ts";
import { pushMessage, SIGNATURE } from "../../adapters/igate/contract/pushed.ts";
import { sampleAccount, samplePushReply, sampleUpdate } from "../../adapters/igate/contract/samples.ts";
import { door, fakeHub } from "./calls.ts";
import { igateSite } from "./igate-site.ts";

describe("the simulated iGate site, progress and pushes (R-G02)", () => {
  const { site, open, ask, filed, act } = igateSite();

  beforeEach(() => open());

  describe("reports of progress and the call log", () => {
    const own = async (): Promise<string> => (await door<{ code: string }>(site(), "POST", "/file", {})).body.code;
    const report = (maHoSo: string, trangThai: number) =>
      ask("POST", PROGRESS_PATHS.update, { ...sampleUpdate, maHoSo, soHoSoLT: maHoSo, trangThai });
    const log = async (query: string) => logPage.parse((await ask("GET", `${PROGRESS_PATHS.log}?${query}`)).body).content;

    it("takes them in their order and records every call, the refused ones too", async () => {
      const code = await own();
      const wanted = { 4: 500, 1: 200, 3: 200, 2: 200, 5: 500 };
      for (const state of [4, 1, 3, 2, 5] as const)
        expect((await report(code, state)).body).toMatchObject({ status: wanted[state] });
      const entries = await log(`api=${LOGGED_API}&nationCode=${code}`);
      expect(entries.map((entry) => [entry.requestBody.trangThai, entry.responseBody.status])).toEqual([
        [4, 500],
        [1, 200],
        [3, 200],
        [2, 200],
        [5, 500],
      ]);
      expect(entries[0]?.responseBody.errors?.soHoSoLT?.[0]).toContain("logic xử lý không hợp lệ");
      expect(entries.every((entry) => entry.securityKey !== undefined)).toBe(true);
      expect(await log(`api=khac&nationCode=${code}`)).toEqual([]);
      expect(await log("nationCode=H57.132-260302-0099")).toEqual([]);
    });
    it.each([
      ["after the result was returned", [1, 3, 4, 5], 3, "đã trả kết quả, không được cập nhật"],
      ["after a refusal", [1, 6], 3, "bị từ chối. không thể cập nhật trạng thái"],
    ])("refuses any state %s", async (_, states, next, says) => {
      const code = await own();
      for (const state of states) await report(code, state);
      expect((await report(code, next)).body).toMatchObject({ errors: { soHoSoLT: [expect.stringContaining(says)] } });
    });
    it("refuses an unknown dossier, and a state of a dossier that it resolves itself", async () => {
      expect((await report("H57.132-260302-0099", 1)).body).toMatchObject({
        errors: { soHoSoLT: [expect.stringContaining("không tồn tại")] },
      });
      const code = await filed();
      expect((await report(code, 3)).body).toMatchObject({ status: 500 });
      await act(code, "takeIn");
      await act(code, "finish");
      expect((await report(code, 5)).body).toMatchObject({ status: 200 });
    });
  });

  describe("pushing to the hub", () => {
    it("hands over a dossier of its own, signed, again until it is answered", async () => {
      const { hub, got } = fakeHub(
        () => new Response("bảo trì", { status: 503 }),
        () => Response.json(samplePushReply),
      );
      await open({ fetch: hub, sleep: async () => undefined });
      const { body } = await door<{ outcome: string; attempts: unknown[]; code: string }>(site(), "POST", "/push", {});
      expect(body).toMatchObject({ outcome: "accepted", code: "H57.132-260302-0001" });
      expect(got.map((one) => one.url)).toEqual(Array(2).fill("http://127.0.0.1:8080/hooks/igate/dossier"));
      const [sent] = got;
      const message = pushMessage.parse(JSON.parse(sent?.body ?? ""));
      expect(message).toMatchObject({ event: "new", resource: { agency: { code: "H57.132" }, dossierFormFile: [{}, {}] } });
      const timestamp = sent?.headers.get(SIGNATURE.timestampHeader) ?? "";
      const proof = createHmac("sha256", sampleAccount.hookSecret).update(`${timestamp}.${sent?.body}`).digest("hex");
      expect(sent?.headers.get(SIGNATURE.signatureHeader)).toBe(proof);
    });
    it.each(["progress", "supplement", "withdraw"])("tells %s of it", async (event) => {
      const { hub, got } = fakeHub(() => Response.json({ status: 400, title: "Có lỗi xảy ra.", errors: "sai" }));
      await open({ fetch: hub });
      const { code } = (await door<{ code: string }>(site(), "POST", "/file", {})).body;
      const { body } = await door(site(), "POST", "/push", { event, code });
      expect(body).toMatchObject({ outcome: "refused" });
      expect(pushMessage.parse(JSON.parse(got[0]?.body ?? ""))).toMatchObject({ event, dossierCode: code });
    });
    it("knows no other dossiers, agencies or doors", async () => {
      expect((await door(site(), "POST", "/push", { code: "H57.132-260302-0099" })).status).toBe(404);
      expect((await door(site(), "POST", "/file", { agencyCode: "H99" })).status).toBe(404);
      expect((await door(site(), "POST", "/act", { code: "x", act: "dance" })).status).toBe(400);
      expect((await ask("GET", "/pa/khong-co")).status).toBe(404);
    });
  });
});
