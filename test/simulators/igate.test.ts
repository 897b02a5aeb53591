import { beforeEach, describe, expect, it } from "vitest";
import { CATALOG_PATHS, feePage, formPage, nextValuePath, processPage } from "../../adapters/igate/contract/catalog.ts";
import { refusal } from "../../adapters/igate/contract/common.ts";
import {
  DOSSIER_PATHS,
  dossier,
  filePath,
  integrationView,
  onlinePath,
  searchPage,
  uploadReply,
} from "../../adapters/igate/contract/dossier.ts";
import { logEntry, PROGRESS_PATHS, progressUpdate } from "../../adapters/igate/contract/progress.ts";
import { pushReply } from "../../adapters/igate/contract/pushed.ts";
import {
  sampleAccount,
  sampleApplicant,
  sampleDossier,
  sampleLogEntry,
  samplePushReply,
  sampleToken,
  sampleUpdate,
} from "../../adapters/igate/contract/samples.ts";
import { tokenFault, tokenRefusal, tokenReply } from "../../adapters/igate/contract/token.ts";
import { agencies, idOf, patternOf, ROOT_AGENCY } from "../../simulators/igate/catalog.ts";
import { door } from "./calls.ts";
import { AGENCY, igateSite, known, PROCEDURE } from "./igate-site.ts";

const OTHER = known(agencies.find((one) => one.code === "H57.101"));

describe("the simulated iGate site (R-G02)", () => {
  const { site, token, login, byClient, renew, open, ask, allocate, request, file, filed, act } = igateSite();
  const search = async (query: string) => searchPage.parse((await ask("GET", `${DOSSIER_PATHS.search}?${query}`)).body);
  const view = async (code: string, fields = "") =>
    integrationView.parse((await ask("GET", `${DOSSIER_PATHS.view}?code=${code}&fields=${fields}`)).body);

  beforeEach(() => open());

  it("R-G02 [§5.1] the samples are what the contract says", () => {
    expect(tokenReply.parse(sampleToken)).toEqual(sampleToken);
    expect(dossier.parse(sampleDossier)).toEqual(sampleDossier);
    expect(progressUpdate.parse(sampleUpdate)).toEqual(sampleUpdate);
    expect(logEntry.parse(sampleLogEntry)).toEqual(sampleLogEntry);
    expect(pushReply.parse(samplePushReply)).toEqual(samplePushReply);
  });

  describe("R-G02 [§5.1] Keycloak", () => {
    it("R-G02 [§5.1] gives tokens by client credentials, in the form or as Basic, and by an officer's password with a public client", async () => {
      const basic = Buffer.from(`${sampleAccount.clientId}:${sampleAccount.clientSecret}`).toString("base64");
      const password = `grant_type=password&client_id=${sampleAccount.publicClientId}&username=${sampleAccount.username}&password=${encodeURIComponent(sampleAccount.password)}`;
      for (const answer of [
        await login(byClient),
        await login("grant_type=client_credentials", { authorization: `Basic ${basic}` }),
        await login(password),
      ])
        expect(tokenReply.parse(answer.body)).toMatchObject({ token_type: "Bearer", expires_in: 300 });
    });
    it.each([
      ["a bad secret", byClient.replace(/client_secret=.*/, "client_secret=sai"), 401, "unauthorized_client"],
      ["an unknown client", byClient.replace(/client_id=[^&]*/, "client_id=la"), 401, "unauthorized_client"],
      ["a public client of another site", "grant_type=password&client_id=la&username=a&password=b", 401, "invalid_client"],
      [
        "a bad password",
        `grant_type=password&client_id=${sampleAccount.publicClientId}&username=${sampleAccount.username}&password=sai`,
        401,
        "invalid_grant",
      ],
      ["a grant that it does not give", "grant_type=implicit", 400, "unsupported_grant_type"],
    ])("R-G02 [§5.1] refuses %s", async (_, form, status, error) => {
      const answer = await login(form);
      expect([answer.status, tokenRefusal.parse(answer.body).error]).toEqual([status, error]);
    });
    it("R-G02 [§5.1] a token ends after 300 s by the clock, or when a person ends them all; every service then answers 401", async () => {
      site().clock.advance(299_999);
      expect((await ask("GET", `${DOSSIER_PATHS.search}?code=`)).status).toBe(200);
      site().clock.advance(1);
      for (const [method, path] of [
        ["GET", DOSSIER_PATHS.search],
        ["POST", DOSSIER_PATHS.file],
        ["GET", CATALOG_PATHS.agenciesByParent],
        ["GET", PROGRESS_PATHS.log],
      ] as const) {
        const { status, body } = await ask(method, path, method === "POST" ? {} : undefined);
        expect([status, tokenFault.parse(body).error]).toEqual([401, "invalid_token"]);
      }
      await renew();
      await door(site(), "POST", "/expire-tokens", {});
      expect((await ask("GET", DOSSIER_PATHS.search)).status).toBe(401);
    });
  });

  describe("R-G02 [§2] look-ups and numbers", () => {
    it("R-G02 [§2] agencies by parent and by id, procedures by word or code, their process, papers and fees", async () => {
      const { body } = await ask<{ content: { code: string }[] }>(
        "GET",
        `${CATALOG_PATHS.agenciesByParent}?parent-id=${ROOT_AGENCY}&size=1000`,
      );
      expect(body.content.map((one) => one.code)).toContain("H57.132");
      expect((await ask("GET", `${CATALOG_PATHS.agency}/${AGENCY.id}`)).body).toMatchObject({ code: "H57.132" });
      for (const keyword of ["1.004884", "Đăng ký lại"]) {
        const found = await ask("GET", `${CATALOG_PATHS.procedures}?keyword=${encodeURIComponent(keyword)}`);
        expect(found.body).toMatchObject({ content: [{ nationCode: "1.004884", code: "1.004884.000.00.00.H57" }] });
      }
      const id = `procedure-id=${PROCEDURE.entry.id}`;
      expect(processPage.parse((await ask("GET", `${CATALOG_PATHS.processes}?${id}`)).body).content).toHaveLength(1);
      const forms = formPage.parse((await ask("GET", `${CATALOG_PATHS.forms}?${id}&default-online=1`)).body);
      expect(forms.content.map((one) => one.code)).toEqual(["tk", "giay-to-cu"]);
      expect(feePage.parse((await ask("GET", `${CATALOG_PATHS.fees}?${id}`)).body).content).toMatchObject([{ amount: 8000 }]);
    });
    it("R-G02 [§2] every call for a number uses one up, per agency and day", async () => {
      expect(await allocate()).toBe("H57.132-260302-0001");
      expect(await allocate()).toBe("H57.132-260302-0002");
      expect(await allocate(OTHER)).toBe("H57.101-260302-0001");
      site().clock.advance(86_400_000);
      await renew();
      expect(await allocate()).toBe("H57.132-260303-0001");
      expect(site().parts.counts()).toMatchObject({ "số đã cấp": 4, "số bỏ trống": 4 });
    });
    it("R-G02 [§2] no pattern for an agency or a procedure that it does not know", async () => {
      const { body } = await ask(
        "GET",
        `${CATALOG_PATHS.pattern}?agency-id=${idOf("agency:khac")}&procedure-id=${PROCEDURE.entry.id}`,
      );
      expect(refusal.parse(body)).toMatchObject({ status: 404 });
      const next = await ask("PUT", `${nextValuePath(patternOf(AGENCY.id))}?code=9.999999`);
      expect(refusal.parse(next.body)).toMatchObject({ status: 404 });
    });
  });

  describe("R-G02 [§5.1] filing", () => {
    it("R-G02 [§5.1] takes a dossier under an allocated code, with both codes findable", async () => {
      const code = await filed();
      for (const query of [
        `code-match=${code}`,
        "nation-code-match=H57.101-260302-0007",
        `code=${code}`,
        "code=H57.101-260302",
      ]) {
        const { content } = await search(`${query}&spec=slice&page=0&size=20&identity-number=&sector-id=`);
        expect(content).toMatchObject([
          { code, nationCode: "H57.101-260302-0007", dossierStatus: { id: 0, name: "Mới đăng ký" } },
        ]);
      }
      expect((await view("H57.101-260302-0007")).code).toBe(code);
    });
    it.each([
      ["a code used twice", {}, /đã tồn tại/, true],
      ["a code that nobody allocated", { code: "H57.132-260302-0099" }, /không được cấp từ mẫu/, false],
      ["a code of another agency's pattern", { agency: { id: OTHER.id, code: OTHER.code } }, /không được cấp từ mẫu/, false],
      ["an unknown agency", { agency: { id: idOf("la"), code: "H99" } }, /agency H99 không tồn tại/, false],
      ["an unknown procedure", { procedure: { id: idOf("la"), code: "9.9" } }, /procedure 9.9 không tồn tại/, false],
      ["another procedure's process", { procedureProcessDefinition: { id: idOf("la") } }, /procedureProcessDefinition/, false],
      ["an unknown form", { applicant: { eformId: idOf("la"), data: sampleApplicant } }, /eformId/, false],
      ["a status of its own", { dossierStatus: 2 }, /dossierStatus có định dạng không đúng/, false],
      [
        "a telephone number without the country",
        {
          applicant: {
            eformId: PROCEDURE.process.processDefinition.applicantEForm.id,
            data: { ...sampleApplicant, phoneNumber: "0900000034" },
          },
        },
        /applicant.data.phoneNumber có định dạng không đúng/,
        false,
      ],
      [
        "a name that is too long",
        {
          applicant: {
            eformId: PROCEDURE.process.processDefinition.applicantEForm.id,
            data: { ...sampleApplicant, fullname: "x".repeat(251) },
          },
        },
        /applicant.data.fullname có độ dài vượt quá/,
        false,
      ],
      [
        "a file that it does not hold",
        {
          dossierFormFile: [{ procedureForm: { name: "Tờ khai" }, file: [{ id: idOf("tep"), filename: "a.pdf", size: 3 }] }],
        },
        /Vui lòng tải tệp lên trước/,
        false,
      ],
    ])("R-G02 [§5.1] refuses %s in prose, HTTP 200", async (_, change, says, twice) => {
      const code = await allocate();
      if (twice) await file(request(code));
      const before = site().parts.counts();
      const answer = await file({ ...request(code), ...change });
      expect(answer.status).toBe(200);
      expect(refusal.parse(answer.body)).toMatchObject({ status: 500, errors: expect.stringMatching(says) });
      expect(site().parts.counts()).toEqual(before);
    });
    it("R-G02 [§5.1] names every wrong field in one long string", async () => {
      const { body } = await file({ ...request(await allocate()), code: undefined, dossierFee: 3 });
      expect(refusal.parse(body).errors).toMatch(/^code là bắt buộc\.dossierFee có định dạng không đúng/);
    });
    it("R-G02 [§5.1] keeps files, gives them back byte by byte, and shows them only if `fields` asks", async () => {
      const form = new FormData();
      form.append("files", new File([Buffer.from([0x25, 0xff, 0x00])], "tờ khai.pdf", { type: "application/pdf" }));
      const sent = await site().fetch(
        new Request(`https://mo-phong.test${DOSSIER_PATHS.upload}?uuid=1`, {
          method: "POST",
          body: form,
          headers: { authorization: `Bearer ${token()}` },
        }),
      );
      const [kept] = uploadReply.parse(await sent.json());
      expect(kept).toMatchObject({ filename: "tờ khai.pdf", size: 3 });
      const back = await site().fetch(
        new Request(`https://mo-phong.test${filePath(kept?.id ?? "")}`, { headers: { authorization: `Bearer ${token()}` } }),
      );
      expect([...new Uint8Array(await back.arrayBuffer())]).toEqual([0x25, 0xff, 0x00]);
      const code = await allocate();
      await file(request(code, { dossierFormFile: [{ procedureForm: { name: "Tờ khai" }, file: kept ? [kept] : [] }] }));
      expect((await view(code)).dossierFormFile).toBeUndefined();
      expect((await view(code, "dossierFormFile,currentTask")).dossierFormFile).toMatchObject([{ file: [{ size: 3 }] }]);
      expect((await view(code, "commonEForm")).commonEForm?.data).toMatchObject({ fullname: sampleApplicant.fullname });
    });
  });

  describe("R-G02 [§5.1] what its people do", () => {
    it("R-G02 [§5.1] take in, ask for a supplement, finish with a file, hand over; times in two offsets", async () => {
      const code = await filed();
      await act(code, "takeIn", "Hồ sơ hợp lệ");
      expect(await view(code)).toMatchObject({
        dossierStatus: { id: 2 },
        acceptedDate: "2026-03-02T02:00:00.000+0000",
        appointmentDate: "2026-03-07T09:00:00.000+0700",
      });
      await act(code, "askSupplement", "Thiếu bản sao trích lục");
      const task = (await view(code, "currentTask")).currentTask?.[0];
      expect(task?.bpmProcessDefinitionTask?.variable?.processComments).toBe("Thiếu bản sao trích lục");
      const { content } = await search(`code-match=${code}`);
      const id = content[0]?.id ?? "";
      const supplement = { dossierFormFile: [{ procedureForm: { name: "Trích lục" }, file: [] }], comment: "Đã bổ sung" };
      expect((await ask("PUT", onlinePath(id), supplement)).body).toEqual({ affectedRows: 1 });
      expect(refusal.parse((await ask("PUT", onlinePath(id), supplement)).body).errors).toContain("chờ bổ sung");
      expect((await view(code)).dossierStatus.id).toBe(2);
      await act(code, "finish", "Đã đăng ký");
      expect((await view(code)).attachment).toBeUndefined();
      expect((await view(code, "attachment")).attachment).toMatchObject([{ filename: `ket-qua-${code}.pdf` }]);
      await act(code, "handOver");
      expect((await view(code)).dossierStatus).toEqual({ id: 5, name: "Đã trả kết quả" });
    });
    it.each([
      ["finish", "before it is taken in"],
      ["handOver", "without a result"],
      ["resume", "that is not paused"],
    ])("R-G02 [§5.1] cannot %s a dossier %s", async (what) => {
      expect((await act(await filed(), what)).status).toBe(409);
    });
    it("R-G02 [§5.1] an operator closes a stuck case, once; the id must go with its code", async () => {
      const code = await filed();
      const id = (await search(`code-match=${code}`)).content[0]?.id ?? "";
      const close = async (body: unknown) => (await ask("PUT", DOSSIER_PATHS.forceEnd, body)).body;
      expect(await close([{ id, code: "H57.132-260302-0044" }])).toEqual({ affectedRows: 0 });
      expect(await close([{ id, code }])).toEqual({ affectedRows: 1 });
      expect(await close([{ id, code }])).toEqual({ affectedRows: 0 });
      expect((await view(code)).dossierStatus.id).toBe(6);
    });
    it("R-G02 [§5.1] lists by status, without some, and page by page", async () => {
      const [first, second] = [await filed(), await filed()];
      site().clock.advance(60_000);
      await act(first ?? "", "takeIn");
      expect((await search("dossier-status=2,3")).content.map((one) => one.code)).toEqual([first]);
      expect((await search("remove-status=2")).content.map((one) => one.code)).toEqual([second]);
      expect(await search("spec=page&page=1&size=1&sort=updatedDate,asc")).toMatchObject({
        content: [{ code: first }],
        totalElements: 2,
        last: true,
      });
      expect((await search("spec=slice&page=0&size=1")).totalElements).toBeUndefined();
      const [taken, waiting] = (await search("sort=appliedDate,asc")).content;
      const codes = async (query: string) => (await search(query)).content.map((one) => one.code);
      expect(await codes(`task-status-id=${taken?.dossierTaskStatus?.id}`)).toEqual([first]);
      expect(await codes(`accepted-from=${encodeURIComponent("2026-03-02T00:00:00.000Z")}`)).toEqual([taken?.code]);
      expect(await codes(`appointment-to=${encodeURIComponent("2026-03-02T00:00:00.000Z")}`)).toEqual([]);
      expect(await codes("assignee-id=1")).toEqual([]);
      expect(waiting?.acceptedDate).toBeUndefined();
    });
    it("R-G02 [§5.1] the full document has its process, papers, fees and tasks", async () => {
      const code = await filed();
      const { id } = await view(code);
      const { body: full } = await ask("GET", onlinePath(id));
      for (const key of [
        "id",
        "code",
        "dossierStatus",
        "applicant",
        "procedure",
        "procedureProcessDefinition",
        "agency",
        "task",
        "currentTask",
        "dossierFormFile",
        "dossierFee",
        "dossierReceivingKind",
      ])
        expect(full).toHaveProperty(key);
    });
  });

  it("starts over after a reset", async () => {
    await filed();
    await door(site(), "POST", "/reset");
    await renew();
    expect(site().parts.counts()).toMatchObject({ "hồ sơ được chuyển đến": 0, "số đã cấp": 0, tệp: 0 });
    expect(await allocate()).toBe("H57.132-260302-0001");
  });
});
