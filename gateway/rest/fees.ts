/** Money at the operator's: reconciliation of a day, settlement of a unit and month, the head's signature (R-D03, R-D04). */
import { z } from "@hono/zod-openapi";
import { recordLook } from "../auth/looks.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";
import type { RestContext } from "./context.ts";
import { refusalProblem } from "./refusals.ts";

const TAG = "fees";
const OPERATORS = ["operator"] as const;

const findings = ["matched", "missing", "double", "differentAmount", "unknown"] as const;
const finding = z.enum(findings).openapi({
  description:
    "matched: khớp · missing: có ở hệ thống, không có trên sao kê · double: trùng · differentAmount: lệch số tiền · unknown: có trên sao kê, không có ở hệ thống",
});
const kind = z.enum(["fee", "charge", "tax"]).openapi({ description: "phí · lệ phí · thuế" });
const method = z.enum(["cash", "transfer", "online", "cod"]);
const instant = z.iso.datetime();
const dong = z.int().openapi({ description: "đồng" });

const payment = z.object({
  dossierId: z.uuid(),
  dossierCode: z.string().optional(),
  agencyId: z.string(),
  chargeId: z.string(),
  chargeName: z.string(),
  kind,
  amount: dong,
  method,
  reference: z.string(),
  at: instant,
  recordedAt: instant,
});
const line = z.object({
  day: z.iso.date(),
  no: z.int(),
  at: instant,
  account: z.string(),
  reference: z.string().optional(),
  bankReference: z.string(),
  amount: dong,
  content: z.string(),
});
const totals = z.object({ count: z.int(), ours: dong, theirs: dong });
const reconciliationSchema = z
  .object({
    day: z.iso.date(),
    statements: z.array(
      z.object({
        lane: z.string(),
        file: z.string().openapi({ description: "SHA-256 của tệp sao kê đã lưu / of the stored file" }),
        lines: z.int(),
        total: dong,
        recordedAt: instant,
      }),
    ),
    totals: z.object({ matched: totals, missing: totals, double: totals, differentAmount: totals, unknown: totals }),
    items: z.array(z.object({ finding, payment: payment.optional(), line: line.optional() })),
  })
  .openapi("Reconciliation");

const settlementSchema = z
  .object({
    id: z.uuid(),
    agencyId: z.string(),
    period: z.string(),
    state: z.enum(["drafted", "signed"]),
    shares: z.array(z.object({ name: z.string().optional(), percent: z.number() })),
    figures: z.object({
      rows: z.array(
        z.object({
          kind,
          name: z.string(),
          count: z.int(),
          collected: dong,
          keepPercent: z.number(),
          kept: dong,
          handedOver: dong,
        }),
      ),
      collected: dong,
      kept: dong,
      handedOver: dong,
      byMethod: z.object({ cash: dong, transfer: dong, online: dong, cod: dong }),
      inUnitAccount: dong,
      taxes: dong,
      toOrder: dong,
      unproven: z.object({ count: z.int(), amount: dong }),
    }),
    digest: z.string().openapi({ description: "SHA-256 của đơn vị, kỳ và số liệu: nội dung được ký / what is signed" }),
    draftedAt: instant,
    draftedBy: z.string(),
    signature: z
      .object({ name: z.string(), position: z.string().optional(), at: instant, despite: z.string().optional() })
      .optional(),
    order: z
      .object({
        number: z.string(),
        amount: dong,
        messageId: z.uuid(),
        state: z.string(),
        reference: z.string().optional(),
        error: z.unknown().optional(),
      })
      .optional(),
  })
  .openapi("Settlement");

const unit = z.string().min(3).max(40);
const period = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .openapi({ description: "Tháng, YYYY-MM / a month", example: "2026-03" });
const named = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);
const share = z.strictObject({
  name: named(300).openapi({ description: "Tên khoản phí; bỏ trống: mọi khoản phí / absent: every phí" }).optional(),
  percent: z.number().min(0).max(100),
});

/** Adds the doors of fees. */
export const addFeesDoors = ({ door, hub, log }: RestContext): void => {
  const { fees } = hub;

  door(
    {
      method: "get",
      path: "/api/v1/fees/reconciliation",
      operationId: "reconcileDay",
      tag: TAG,
      summary: "Đối soát một ngày với sao kê ngân hàng, kho bạc",
      description:
        "Payments and statement lines of one day (Việt Nam): matched, missing, double, different amount, unknown (R-D04). No statements: the bank's side of the day is not known yet.",
      access: OPERATORS,
      scope: ["fee"],
      personal: true,
      shape: { query: z.strictObject({ day: z.iso.date(), finding: finding.optional() }) },
      answer: { status: 200, description: "Kết quả đối soát / what came of it", schema: reconciliationSchema },
    },
    async (c, { query }) => {
      // What payers wrote on their transfers names people.
      const unrecorded = await recordLook(c, hub, {}, log);
      if (unrecorded !== undefined) return answerProblem(c, unrecorded);
      const result = await fees.reconciliation(query.day);
      const items = result.items.filter((item) => query.finding === undefined || item.finding === query.finding);
      return c.json({ ...result, items });
    },
  );

  door(
    {
      method: "get",
      path: "/api/v1/fees/settlement",
      operationId: "readSettlement",
      tag: TAG,
      summary: "Bản quyết toán phí, lệ phí của một đơn vị trong một tháng",
      description: "What a unit collected, keeps and hands over in a month, the signature and the hand-over order (R-D03).",
      access: OPERATORS,
      scope: ["fee"],
      shape: { query: z.strictObject({ unit, period }) },
      answer: { status: 200, description: "Bản quyết toán / the settlement", schema: settlementSchema },
      problems: [404],
    },
    async (c, { query }) => {
      const found = await fees.settlement(query.unit, query.period);
      return found === undefined
        ? answerProblem(c, PROBLEMS.unknownResource({ vi: "bản quyết toán", en: "settlement" }))
        : c.json(found);
    },
  );

  door(
    {
      method: "post",
      path: "/api/v1/fees/settlement",
      operationId: "draftSettlement",
      tag: TAG,
      summary: "Lập bản quyết toán của một đơn vị trong một tháng đã kết thúc",
      description:
        "Draws the settlement up; again as long as nobody has signed it. Only a phí leaves a share with its collector.",
      access: OPERATORS,
      scope: ["fee"],
      shape: { json: z.strictObject({ unit, period, shares: z.array(share).max(100).default([]) }) },
      answer: { status: 200, description: "Bản quyết toán / the settlement", schema: settlementSchema },
      problems: [409],
    },
    async (c, { json }) => {
      const shares = json.shares.map(({ name, percent }) => ({ percent, ...(name === undefined ? {} : { name }) }));
      const { unit: agencyId, period: month } = json;
      const result = await fees.draft({ agencyId, period: month, shares, actor: c.get("partner").id });
      return "blame" in result ? answerProblem(c, refusalProblem(result)) : c.json(result);
    },
  );

  door(
    {
      method: "post",
      path: "/api/v1/fees/settlement/{id}/sign",
      operationId: "signSettlement",
      tag: TAG,
      summary: "Người đứng đầu ký bản quyết toán; lệnh chuyển tiền được gửi đi",
      description:
        "Fixes the figures and sends the hand-over order in the same commit. Signed again only where the bank refused the order before.",
      access: OPERATORS,
      scope: ["fee"],
      shape: {
        params: z.strictObject({ id: z.uuid() }),
        json: z.strictObject({
          signer: z.strictObject({ name: named(200), position: named(200).optional() }),
          despite: named(1000)
            .openapi({
              description: "Lý do ký khi còn khoản chưa khớp sao kê / why it is signed although not all is proven by statements",
            })
            .optional(),
        }),
      },
      answer: { status: 200, description: "Bản quyết toán đã ký / the signed settlement", schema: settlementSchema },
      problems: [409, 503],
    },
    async (c, { params, json }) => {
      const { name, position } = json.signer;
      const signer = {
        name,
        ...(position === undefined ? {} : { position }),
        ...(json.despite === undefined ? {} : { despite: json.despite }),
      };
      const result = await fees.sign({ id: params.id, signer, actor: c.get("partner").id });
      return "blame" in result ? answerProblem(c, refusalProblem(result)) : c.json(result);
    },
  );
};
