/** How a planned dossier comes in: at the counter or online over REST, or at a partner's own door, which then pushes or is pulled. */
import { z } from "zod";
import { CliError } from "../../terminal.ts";
import type { World } from "../world.ts";
import type { Case } from "./cases.ts";
import { formOf, interlinkDeclaration } from "./declarations.ts";
import { address, applicantActor, citizen, fullName, identityNumber, officerOf, phone } from "./people.ts";
import { MONDAY, type Plan } from "./plan.ts";

const outcomeOf = z.object({ outcome: z.string(), attempts: z.array(z.object({ answer: z.string() })).optional() });
const mustBeAccepted = (answer: unknown, plan: Plan): void => {
  const { outcome, attempts } = outcomeOf.parse(answer);
  if (outcome !== "accepted")
    throw new CliError(
      `Hồ sơ số ${plan.n} (${plan.kind.id}) không được nhận / not taken: ${outcome} ${attempts?.at(-1)?.answer ?? ""}`,
      1,
    );
};

/** Every required component, in the numbers that the catalog asks for. */
export const requiredPapers = async (world: World, procedure: string) => {
  const found = await world.hub.procedure(procedure);
  if (found === undefined) throw new CliError(`Không có thủ tục ${procedure} / no such procedure`, 1);
  return found.procedure.components
    .filter((one) => one.required)
    .map(({ id, originals, copies }) => ({ componentId: id, originals: originals + copies === 0 ? 1 : originals, copies }));
};

const postal = (plan: Plan) => ({
  receiverName: fullName(plan.n),
  phone: phone(plan.n),
  address: address(plan.n, plan.agencyId),
});

const overRest = async (world: World, plan: Plan): Promise<void> => {
  const { n, kind, procedure, agencyId } = plan;
  const form = formOf(plan);
  const online = kind.channel === "online";
  await world.submit({
    channel: kind.channel,
    procedureCode: procedure,
    ...(kind.caseKey === undefined ? {} : { caseKey: kind.caseKey }),
    agencyId,
    applicant: citizen(n, agencyId),
    components: await requiredPapers(world, procedure),
    ...(form === undefined ? {} : { form }),
    ...(plan.sms ? { notices: { sms: true } } : {}),
    ...(plan.byPost ? { returnMethod: { kind: "post", ...postal(plan), codAmount: n % 2 === 0 ? 8_000 : 0 } } : {}),
    // Every second citizen online has an account; the others get their key by SMS (R-A08).
    ...(online ? { declaredTruthful: true, ...(n % 2 === 0 ? { account: `cong-dan-${n}` } : {}) } : {}),
    actor: online ? applicantActor : officerOf(agencyId),
  });
};

const overPortal = async (world: World, plan: Plan): Promise<void> => {
  const { n, procedure, agencyId } = plan;
  const { detail, provinceCode, communeCode } = address(n, agencyId);
  const data = {
    // Numbers of the one national space: the liên thông hub's simulator counts in G22.99.01 on its own.
    MaHoSo: `G22.99.03-260302-${String(n).padStart(4, "0")}`,
    MaTTHC: procedure,
    DonViXuLy: agencyId,
    ChuHoSo: fullName(n),
    MaDoiTuong: `TECHID-${n}`,
    DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: identityNumber(n) }],
    SoDienThoai: phone(n),
    DiaChi: { MaTinh: provinceCode, MaXa: communeCode, DiaChiChiTiet: detail },
  };
  mustBeAccepted(await world.sim("dvc-portal", "POST", "/push", { kind: "dossier", data }), plan);
};

/** Huế in the post office's list of provinces (contract/provinces.ts). */
const POST_PROVINCE = 53;
const overPost = async (world: World, plan: Plan): Promise<void> => {
  const { n, procedure, agencyId } = plan;
  const papers = await requiredPapers(world, procedure);
  const { detail, communeCode } = address(n, agencyId);
  const who = { Name: fullName(n), Tel: phone(n), Address: detail, Province: POST_PROVINCE, Commune: communeCode };
  const Elements = papers.map((one) => ({
    Code: one.componentId,
    Title: one.componentId,
    Originals: one.originals,
    Copies: one.copies,
  }));
  const data = {
    AgencyCode: agencyId,
    Procedure: { Code: procedure, Title: "Đăng ký lại khai sinh", Category: "Hộ tịch", Elements },
    DocumentSender: { ...who, IdentityNumber: identityNumber(n) },
    ResultReceiver: who,
    CODAmount: n % 2 === 0 ? 8_000 : 0,
  };
  mustBeAccepted(await world.sim("post", "POST", "/collect", { stampDate: MONDAY, data }), plan);
};

const interlink = async (world: World, plan: Plan): Promise<void> => {
  await world.sim("civil-status", "POST", "/file", { ...interlinkDeclaration(plan), procedure: plan.procedure });
};

const igateFiled = z.object({ code: z.string() });
const overIgate = async (world: World, plan: Plan): Promise<void> => {
  const { n, procedure, agencyId } = plan;
  const applicant = {
    fullname: fullName(n),
    ownerFullname: fullName(n),
    identityNumber: identityNumber(n),
    phoneNumber: `+84${phone(n).slice(1)}`,
    address: address(n, agencyId).detail,
  };
  const filed = await world.sim("igate", "POST", "/file", { procedureCode: procedure, agencyCode: agencyId, applicant });
  const { code } = igateFiled.parse(filed);
  mustBeAccepted(await world.sim("igate", "POST", "/push", { event: "new", code }), plan);
};

const DOORS = { rest: overRest, portal: overPortal, post: overPost, interlink, igate: overIgate } as const;

/** Files it. Errors: CliError where it is not taken. */
export const file = async (world: World, one: Case): Promise<void> => {
  one.filed = true;
  await DOORS[one.plan.kind.door](world, one.plan);
};

/** A citizen of whom the population database knows what the plan says: as declared, otherwise, or nothing. */
export const makeKnown = async (world: World, { n, identity }: Plan): Promise<void> => {
  if (identity === undefined || identity === "notFound") return;
  const name = identity === "matched" ? fullName(n) : fullName(n + 1);
  await world.sim("police", "POST", "/citizens", {
    SoDinhDanh: identityNumber(n),
    HoVaTen: { Ten: name.toLocaleUpperCase("vi") },
    GioiTinh: "1",
    NgaySinh: "19900412",
  });
};
