/** Every command in every status: done, or refused with exactly this code. A new command or status makes these tables fail. */
import { describe, expect, it } from "vitest";
import { COMMANDS, type CommandType, type DossierCommandInput } from "../../../core/dossier/commands.ts";
import { commandsFor, ROLES_OF } from "../../../core/dossier/guards.ts";
import { DOSSIER_STATUSES, type DossierStatus } from "../../../core/dossier/statuses.ts";
import {
  ACTORS,
  DECIDE,
  FILE,
  HAND_OVER,
  Life,
  local,
  MISSING,
  POLICE,
  POST_RETURN,
  receivedLife,
  show,
  submitCommand,
} from "./builders.ts";

const PAYMENT = { type: "recordPayment", chargeId: "c1", amount: 8000, method: "cash", reference: "BL-1" } as const;
const FEE = { type: "requestFee", chargeId: "c1", name: "Phí cấp bản sao", amount: 8000 } as const;
const FORWARD = { type: "forward", transferId: "f1", toAgencyId: POLICE, purpose: "Xác minh cư trú" } as const;
const SUPPLEMENT: DossierCommandInput = { type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] };

/** A dossier in each status; none of its acts is later than 2026-03-02. */
const LIVES: Record<DossierStatus, () => Life> = {
  submitted: () => {
    const life = new Life();
    life.do(submitCommand({ returnMethod: POST_RETURN }), "2026-03-02 08:00");
    life.do({ type: "check", outcome: "valid" }, "2026-03-02 08:05");
    return life;
  },
  incomplete: () => {
    const life = new Life();
    life.do(submitCommand({ returnMethod: POST_RETURN }), "2026-03-02 08:00");
    life.do({ type: "check", outcome: "notYetValid", missing: MISSING }, "2026-03-02 08:05");
    return life;
  },
  rejected: () => then(LIVES.submitted(), { type: "check", outcome: "outOfScope", reason: "Không thuộc phạm vi giải quyết" }),
  received: () => receivedLife({}, { returnMethod: POST_RETURN }),
  processing: () => then(LIVES.received(), HAND_OVER),
  forwarded: () => then(LIVES.processing(), FORWARD),
  awaitingSupplement: () => then(LIVES.processing(), { type: "requestSupplement", missing: MISSING }),
  awaitingPayment: () => then(LIVES.processing(), FEE),
  suspended: () => then(LIVES.processing(), { type: "suspend", reason: "Chờ văn bản của cấp trên" }),
  decided: () => then(LIVES.processing(), DECIDE),
  inDelivery: () => then(LIVES.decided(), { type: "sendByPost" }),
  withdrawn: () => then(LIVES.processing(), { type: "withdraw", reason: "Không còn nhu cầu" }),
  returned: () =>
    then(LIVES.decided(), {
      type: "returnInPerson",
      receiverName: "Nguyễn Thị Thử",
      identityNumber: "001099000012",
      appointmentSlip: true,
    }),
};

/** One more act, a minute after the last. */
function then(life: Life, input: DossierCommandInput): Life {
  const before = life.dossier.lastMovedAt ?? life.dossier.submittedAt;
  life.do(input, show(new Date(Date.parse(before) + 60_000).toISOString()));
  return life;
}

/** A well-formed example of each command. */
const EXAMPLES: Record<CommandType, DossierCommandInput> = {
  submit: submitCommand(),
  amend: { type: "amend", summary: "Đính chính trích yếu" },
  check: { type: "check", outcome: "valid" },
  receive: { type: "receive" },
  ask: { type: "ask", what: "supplement", missing: MISSING },
  requestSupplement: { type: "requestSupplement", missing: MISSING },
  supplement: SUPPLEMENT,
  refuse: { type: "refuse", reason: "Không đủ điều kiện" },
  handOver: HAND_OVER,
  progress: { type: "progress", note: "Đang thẩm tra" },
  requestFee: { ...FEE, chargeId: "c2" },
  recordPayment: PAYMENT,
  suspend: { type: "suspend", reason: "Chờ văn bản" },
  resume: { type: "resume" },
  forward: { ...FORWARD, transferId: "f2" },
  takeTransferResult: { type: "takeTransferResult", transferId: "f1", outcome: "done" },
  acceptTransfer: { type: "acceptTransfer", transferId: "f1", reference: "CA-1" },
  resendTransfer: { type: "resendTransfer", transferId: "f1" },
  cancelTransfer: { type: "cancelTransfer", transferId: "f1", reason: "Chuyển nhầm" },
  checkIdentity: {
    type: "checkIdentity",
    checkId: "k1",
    who: "applicant",
    purpose: "Đối chiếu người nộp",
    officerIdentityNumber: "001088000001",
  },
  recordIdentityCheck: { type: "recordIdentityCheck", checkId: "k1", outcome: "matched" },
  cancelCharge: { type: "cancelCharge", chargeId: "c1", reason: "Tính sai" },
  recordPaymentRequest: { type: "recordPaymentRequest", chargeId: "c1", lane: "treasury", reference: "dvc1" },
  recordReceipt: { type: "recordReceipt", reference: "BL-1", number: "0000001" },
  decide: DECIDE,
  extend: { type: "extend", reason: "Phải xác minh thêm", newDueAt: local("2026-03-16 16:30"), acknowledgedBy: "Trưởng bộ phận" },
  withdraw: { type: "withdraw", reason: "Không còn nhu cầu" },
  returnInPerson: {
    type: "returnInPerson",
    receiverName: "Nguyễn Thị Thử",
    identityNumber: "001099000012",
    appointmentSlip: true,
  },
  returnOnline: { type: "returnOnline", documents: [FILE] },
  sendByPost: { type: "sendByPost" },
  recordDelivery: { type: "recordDelivery", state: "inTransit" },
  recordPartner: { type: "recordPartner", lane: "dvc-portal", outcome: "accepted", operation: "syncDossier" },
};

const CODES: Readonly<Record<string, string>> = {
  ok: "ok",
  ws: "dossier.wrong-state",
  fin: "dossier.final",
  sub: "dossier.already-submitted",
  rec: "dossier.already-received",
  wait: "dossier.waiting-for-applicant",
  out: "dossier.transfers-outstanding",
  charge: "dossier.unknown-charge",
  way: "dossier.return-method",
  post: "dossier.not-with-post",
  fwd: "dossier.unknown-transfer",
  nsb: "dossier.transfer-not-sent-back",
  chk: "dossier.unknown-identity-check",
  pay: "dossier.unknown-payment",
};

const ORDER = [
  "submitted",
  "incomplete",
  "rejected",
  "received",
  "processing",
  "forwarded",
  "awaitingSupplement",
  "awaitingPayment",
  "suspended",
  "decided",
  "inDelivery",
  "withdrawn",
  "returned",
] as const satisfies readonly DossierStatus[];

// biome-ignore format: it is a table
const TABLE: Record<CommandType, string> = {
  //                  subm    incom  rej  recd  proc  forw  aSup  aPay  susp  deci  inDel withd retd
  submit:            "sub     sub    sub  sub   sub   sub   sub   sub   sub   sub   sub   sub   sub",
  amend:             "ok      ok     fin  ws    ws    ws    ws    ws    ws    ws    ws    fin   fin",
  check:             "ok      ws     fin  ws    ws    ws    ws    ws    ws    ws    ws    fin   fin",
  receive:           "ok      ws     fin  rec   rec   rec   rec   rec   rec   rec   rec   fin   fin",
  ask:               "ws      ws     fin  ws    ok    ok    ws    ws    ws    ws    ws    fin   fin",
  requestSupplement: "ws      ws     fin  ok    ok    ok    ws    ws    ws    ws    ws    fin   fin",
  supplement:        "ws      ok     fin  ws    ws    ws    ok    ws    ws    ws    ws    fin   fin",
  refuse:            "ws      ws     fin  ok    ok    out   ok    ok    ok    ws    ws    fin   fin",
  handOver:          "ws      ws     fin  ok    ok    ok    ws    ws    ws    ws    ws    fin   fin",
  progress:          "ws      ws     fin  ok    ok    ok    ok    ok    ok    ws    ws    fin   fin",
  requestFee:        "ok      ws     fin  ok    ok    ok    ws    ok    ws    ws    ws    fin   fin",
  recordPayment:     "charge  charge fin  ws    ws    ws    ws    ok    ws    ws    ws    fin   fin",
  suspend:           "ws      ws     fin  ok    ok    ok    ws    ws    ws    ws    ws    fin   fin",
  resume:            "ws      ws     fin  ws    ws    ws    ws    ws    ok    ws    ws    fin   fin",
  forward:           "ws      ws     fin  ok    ok    ok    ws    ws    ws    ws    ws    fin   fin",
  acceptTransfer:    "fwd     fwd    fwd  fwd   fwd   ok    fwd   fwd   fwd   fwd   fwd   fwd   fwd",
  takeTransferResult: "ws      ws     fin  ws    fwd   ok    fwd   fwd   fwd   ws    ws    fwd   fin",
  resendTransfer:    "ws      ws     fin  ws    ws    nsb   fwd   fwd   fwd   ws    ws    fin   fin",
  cancelTransfer:    "ws      ws     fin  ws    ws    ok    fwd   fwd   fwd   ws    ws    fin   fin",
  checkIdentity:     "ok      ok     fin  ok    ok    ok    ok    ok    ok    ws    ws    fin   fin",
  recordIdentityCheck: "chk   chk    chk  chk   chk   chk   chk   chk   chk   chk   chk   chk   chk",
  cancelCharge:      "charge  charge fin  ws    ws    ws    ws    ok    ws    ws    ws    fin   fin",
  recordPaymentRequest: "charge charge charge charge charge charge charge ok charge charge charge charge charge",
  recordReceipt:     "pay     pay    pay  pay   pay   pay   pay   pay   pay   pay   pay   pay   pay",
  decide:            "ws      ws     fin  ok    ok    out   wait  wait  wait  ws    ws    fin   fin",
  extend:            "ws      ws     fin  ok    ok    ok    ws    ws    ws    ws    ws    fin   fin",
  withdraw:          "ok      ok     fin  ok    ok    ok    ok    ok    ok    ws    ws    fin   fin",
  returnInPerson:    "ws      ws     fin  ws    ws    ws    ws    ws    ws    ok    ws    fin   fin",
  returnOnline:      "ws      ws     fin  ws    ws    ws    ws    ws    ws    way   ws    fin   fin",
  sendByPost:        "ws      ws     fin  ws    ws    ws    ws    ws    ws    ok    ws    fin   fin",
  recordDelivery:    "ws      ws     fin  ws    ws    ws    ws    ws    ws    post  ok    fin   post",
  recordPartner:     "ok      ok     ok   ok    ok    ok    ok    ok    ok    ok    ok    ok    ok",
};

const ROWS = Object.entries(TABLE).map(([type, row]) => [type as CommandType, row.trim().split(/\s+/)] as const);

describe("the state machine", () => {
  it("is tabled for every command and every status", () => {
    expect(ROWS.map(([type]) => type).sort()).toEqual(Object.keys(COMMANDS).sort());
    expect([...ORDER].sort()).toEqual([...DOSSIER_STATUSES].sort());
    for (const [, cells] of ROWS) expect(cells).toHaveLength(DOSSIER_STATUSES.length);
    for (const status of ORDER) expect(LIVES[status]().dossier.status).toBe(status);
  });

  describe.each(ROWS)("%s", (type, cells) => {
    it.each(ORDER.map((status, index) => [status, CODES[cells[index] ?? ""] ?? "no such mark"] as const))(
      "in %s: %s",
      (status, expected) => {
        const life = LIVES[status]();
        const before = { dossier: life.dossier, log: life.events };
        const code = life.says(EXAMPLES[type], "2026-03-03 09:00");
        expect(code).toBe(expected);
        if (code === "ok") {
          expect(life.dossier.version).toBeGreaterThan(before.dossier.version);
        } else {
          // An illegal move changes nothing.
          expect(life.dossier).toBe(before.dossier);
          expect(life.events).toEqual(before.log);
        }
      },
    );
  });

  it("says in a refusal what the status allows", () => {
    const decision = LIVES.submitted().attempt(DECIDE, { at: "2026-03-03 09:00" });
    expect(decision).toMatchObject({ ok: false, refusal: { details: { status: "submitted", command: "decide" } } });
    expect(commandsFor("submitted")).toEqual([
      "amend",
      "check",
      "receive",
      "requestFee",
      "recordPayment",
      "cancelCharge",
      "recordPaymentRequest",
      "recordReceipt",
      "acceptTransfer",
      "checkIdentity",
      "recordIdentityCheck",
      "withdraw",
      "recordPartner",
    ]);
    expect(commandsFor("submitted", "applicant")).toEqual(["amend", "withdraw"]);
    const reports = ["recordPaymentRequest", "recordReceipt", "recordIdentityCheck", "acceptTransfer"];
    expect(commandsFor("returned").toSorted()).toEqual([...reports, "recordDelivery", "recordPartner"].toSorted());
    expect(commandsFor("withdrawn").toSorted()).toEqual([...reports, "takeTransferResult", "recordPartner"].toSorted());
  });

  it("knows no dossier without a submission", () => {
    for (const [type] of ROWS.filter(([name]) => name !== "submit")) {
      expect(new Life().says(EXAMPLES[type], "2026-03-03 09:00")).toBe("dossier.not-found");
    }
  });
});

describe("roles", () => {
  // biome-ignore format: it is a table
  const WHO: Record<CommandType, string> = {
    submit: "applicant officer partner post system", amend: "applicant officer partner", check: "officer", receive: "officer",
    ask: "partner unit", requestSupplement: "officer", supplement: "applicant officer partner post", refuse: "leader officer",
    handOver: "leader officer unit", progress: "leader officer partner unit", requestFee: "officer partner",
    cancelCharge: "officer partner", recordPaymentRequest: "partner system", recordReceipt: "officer partner system", acceptTransfer: "officer partner system unit",
    resendTransfer: "leader officer unit", cancelTransfer: "leader officer", checkIdentity: "officer unit", recordIdentityCheck: "partner system",
    recordPayment: "officer partner post system", suspend: "leader officer unit", resume: "leader officer unit",
    forward: "leader officer unit", takeTransferResult: "officer partner system unit", decide: "leader officer unit",
    extend: "leader officer unit", withdraw: "applicant officer partner", returnInPerson: "officer", returnOnline: "officer system",
    sendByPost: "officer system", recordDelivery: "officer partner post system", recordPartner: "partner post system",
  };
  const natural: Partial<Record<CommandType, DossierStatus>> = {
    amend: "submitted",
    check: "submitted",
    receive: "submitted",
    supplement: "incomplete",
    recordPayment: "awaitingPayment",
    resume: "suspended",
    takeTransferResult: "forwarded",
    acceptTransfer: "forwarded",
    cancelCharge: "awaitingPayment",
    resendTransfer: "forwarded",
    cancelTransfer: "forwarded",
    returnInPerson: "decided",
    returnOnline: "decided",
    sendByPost: "decided",
    recordDelivery: "inDelivery",
  };

  it.each(Object.keys(COMMANDS) as CommandType[])("%s is done by those who may, and by nobody else", (type) => {
    const allowed = (WHO[type] ?? "").split(" ");
    expect([...ROLES_OF[type]].sort()).toEqual(allowed);
    for (const actor of Object.values(ACTORS)) {
      const life = type === "submit" ? new Life() : LIVES[natural[type] ?? "processing"]();
      const input = type === "submit" ? submitCommand({ channel: "online", declaredTruthful: true }) : EXAMPLES[type];
      const code = life.says(input, { at: "2026-03-03 09:00", as: actor });
      if (allowed.includes(actor.role)) expect(code, actor.role).not.toBe("dossier.role-not-allowed");
      else expect(code, actor.role).toBe("dossier.role-not-allowed");
    }
  });
});
