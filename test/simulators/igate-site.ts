/** The simulated iGate site as its clients use it: what its test files share. */
import { CATALOG_PATHS, nextValue, nextValuePath } from "../../adapters/igate/contract/catalog.ts";
import { DOSSIER_PATHS, type NewDossier, newDossierReply } from "../../adapters/igate/contract/dossier.ts";
import { sampleAccount, sampleApplicant } from "../../adapters/igate/contract/samples.ts";
import { TOKEN_PATH, type TokenReply, tokenReply } from "../../adapters/igate/contract/token.ts";
import { agencies, patternOf, procedures } from "../../simulators/igate/catalog.ts";
import igate from "../../simulators/igate/simulator.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { call, door } from "./calls.ts";

class TestError extends Error {
  override readonly name = "TestError";
}
export const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new TestError("not in the simulator's catalog");
  return value;
};
export const AGENCY = known(agencies.find((one) => one.code === "H57.132"));
export const PROCEDURE = known(procedures.find(({ entry }) => entry.nationCode === "1.004884"));
export const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** One site; `open` begins it anew, with a token. `site()` is the simulation, `token()` the token in use. */
export const igateSite = () => {
  let site: Simulation | undefined;
  let token = "";
  const current = (): Simulation => known(site);

  const login = (form: string, headers: Readonly<Record<string, string>> = {}) =>
    call<TokenReply>(current(), "POST", TOKEN_PATH, form, { ...FORM, ...headers });
  const byClient = `grant_type=client_credentials&client_id=${sampleAccount.clientId}&client_secret=${sampleAccount.clientSecret}`;
  const renew = async (): Promise<void> => {
    token = tokenReply.parse((await login(byClient)).body).access_token;
  };
  const open = async (settings: SimulationSettings = {}): Promise<void> => {
    site = createSimulation(igate, { now: "2026-03-02T09:00:00+07:00", ...settings });
    await renew();
  };
  const ask = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    call<T>(current(), method, path, body, { authorization: `Bearer ${token}` });
  const allocate = async (agency = AGENCY): Promise<string> => {
    const { body: pattern } = await ask<string>(
      "GET",
      `${CATALOG_PATHS.pattern}?agency-id=${agency.id}&procedure-id=${PROCEDURE.entry.id}`,
    );
    const { body } = await ask<string>("PUT", `${nextValuePath(pattern)}?code=${PROCEDURE.entry.code}`);
    return nextValue.parse(body);
  };
  const request = (code: string, more: Partial<NewDossier> = {}): NewDossier => ({
    code,
    codePattern: { id: patternOf(AGENCY.id) },
    nationCode: "H57.101-260302-0007",
    agency: { id: AGENCY.id, code: AGENCY.code },
    procedure: { id: PROCEDURE.entry.id, code: PROCEDURE.entry.code },
    procedureProcessDefinition: { id: PROCEDURE.process.id },
    dossierReceivingKind: { name: "Nhận trực tiếp" },
    applicant: { eformId: PROCEDURE.process.processDefinition.applicantEForm.id, data: sampleApplicant },
    eForm: { data: { ghiChu: "thử" } },
    dossierFormFile: [],
    dossierFee: [],
    dossierStatus: 0,
    ...more,
  });
  const file = (body: unknown) => ask("POST", DOSSIER_PATHS.file, body);
  /** A dossier filed by a client; its code. */
  const filed = async (): Promise<string> => newDossierReply.parse((await file(request(await allocate()))).body).code;
  const act = (code: string, what: string, comment?: string) =>
    door(current(), "POST", "/act", { code, act: what, ...(comment === undefined ? {} : { comment }) });

  return { site: current, token: () => token, login, byClient, renew, open, ask, allocate, request, file, filed, act };
};
