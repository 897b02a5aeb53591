/** Who may do what at a one-stop place: the table against the engine's own. */
import { describe, expect, it } from "vitest";
import { COMMANDS, type CommandType } from "../../../core/dossier/commands.ts";
import { ROLES_OF } from "../../../core/dossier/guards.ts";
import { isPersonRole, MAY_DO, mayDo, PERSON_ROLE_NAMES, PERSON_ROLES, type PersonRole } from "../../../core/people/roles.ts";

const rolesThatMay = (command: CommandType): readonly PersonRole[] => PERSON_ROLES.filter((role) => mayDo(role, command));

describe("R-I01 the roles of a one-stop place", () => {
  it("R-I01 are the nine of the requirement and the operator, each with a Vietnamese name of its own", () => {
    expect(PERSON_ROLES).toHaveLength(10);
    expect(new Set(Object.values(PERSON_ROLE_NAMES)).size).toBe(PERSON_ROLES.length);
    for (const name of Object.values(PERSON_ROLE_NAMES)) expect(name).toMatch(/[à-ỹđ]/i);
    expect(isPersonRole("head")).toBe(true);
    expect(isPersonRole("boss")).toBe(false);
    expect(isPersonRole("toString")).toBe(false);
  });

  it.each(PERSON_ROLES)("R-I01 what %s may do, the engine lets its role do", (role) => {
    const { acts, commands } = MAY_DO[role];
    expect(new Set(commands).size).toBe(commands.length);
    expect(commands.length > 0).toBe(acts !== undefined);
    for (const command of commands) expect(ROLES_OF[command], command).toContain(acts);
  });

  it.each([
    ["decide", ["signingLeader"]],
    ["recordPayment", ["feeOfficer"]],
    ["recordReceipt", ["feeOfficer"]],
    ["cancelCharge", ["feeOfficer"]],
    ["receive", ["oneStopOfficer"]],
    ["check", ["oneStopOfficer"]],
    ["returnInPerson", ["oneStopOfficer"]],
    ["ask", ["resolvingUnit"]],
    ["refuse", ["oneStopOfficer", "signingLeader"]],
    ["cancelTransfer", ["head", "deputy"]],
    ["amend", ["administration", "oneStopOfficer"]],
  ] as const)("R-I01 %s is the business of %j", (command, roles) => {
    expect(rolesThatMay(command)).toEqual(roles);
  });

  it("R-B13 a deputy may do what the head may", () => {
    expect(MAY_DO.deputy).toEqual(MAY_DO.head);
  });

  it("R-I01 what partners and the hub itself report is nobody's command", () => {
    for (const command of ["recordPaymentRequest", "recordIdentityCheck", "recordDelivery", "recordPartner"] as const)
      expect(rolesThatMay(command)).toEqual([]);
    const covered = new Set(PERSON_ROLES.flatMap((role) => MAY_DO[role].commands));
    expect([...covered].every((command) => command in COMMANDS)).toBe(true);
  });

  it("R-I02 who handles no dossier sees nobody's personal data, and only those who supervise see who looked", () => {
    // The help desk opens a dossier with its Phiếu hồ sơ (R-A06) and handles none.
    expect(MAY_DO.support.commands).toEqual(["submit"]);
    for (const role of PERSON_ROLES)
      expect(MAY_DO[role].seesPeople, role).toBe(MAY_DO[role].commands.some((command) => command !== "submit"));
    expect(PERSON_ROLES.filter((role) => MAY_DO[role].seesLooks)).toEqual(["head", "deputy", "support", "operator"]);
  });
});
