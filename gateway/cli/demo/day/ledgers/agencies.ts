/** Social insurance, land registry, departments, ministry: what each resolved, and what it says of it. */
import { z } from "zod";
import { type Compare, fact, type Sent, suppliedRounds, transfersOf } from "./books.ts";
import { compareKeys, compareSums, sumOf } from "./check.ts";

const insuranceState = z.object({
  transactions: z.array(
    z.object({
      kind: z.string(),
      subject: z.string(),
      dossierCode: z.string().optional(),
      state: z.string(),
      repeats: z.number(),
      outcome: z
        .object({ MaTheBHYT: z.string().optional(), SoQuyetDinh: z.string().optional(), SoTien: z.number().optional() })
        .optional(),
    }),
  ),
});
const REQUESTS: ReadonlySet<string> = new Set(["DENGHICAPTHE", "DENGHITUTUAT"]);
const PAPERS: ReadonlySet<string> = new Set(["GIAYCHUNGSINH", "GIAYBAOTU"]);
/** 4 refused, 6 sent back as wrong, 7 withdrawn (contract/results.ts). */
const SENT_BACK = "6";
const ENDS: Readonly<Record<string, string>> = { "4": "refused", "7": "cancelled" };

const noticeNumber = ({ dossier, transfer }: Sent): string | undefined => {
  const section = dossier.form?.[transfer.operation === "issueHealthCard" ? "child" : "deceased"];
  const numbers = z
    .object({ birthCertificateNo: z.string().optional(), deathNoticeNo: z.string().optional() })
    .safeParse(section);
  return numbers.data?.birthCertificateNo ?? numbers.data?.deathNoticeNo;
};

export const socialInsurance: Compare = (books, state) => {
  const { transactions } = insuranceState.parse(state);
  const sent = transfersOf(books, "social-insurance");
  const requests = transactions.filter(({ kind }) => REQUESTS.has(kind));
  const issued = requests.filter((one) => one.state === "5");
  return [
    compareKeys(
      "đề nghị và kết quả (số thẻ, số quyết định)",
      sent.map(({ code, transfer }) => {
        const number = fact(transfer, "healthCardNumber") || fact(transfer, "benefitDecisionNumber");
        return `${code}=${transfer.state === "done" ? number : transfer.state}`;
      }),
      requests
        .filter((one) => one.state !== SENT_BACK)
        .map(({ dossierCode, state: end, outcome }) => {
          const number = outcome?.MaTheBHYT ?? outcome?.SoQuyetDinh ?? "";
          return `${dossierCode}=${end === "5" ? number : (ENDS[end] ?? end)}`;
        }),
      { repeats: sumOf(transactions.map((one) => one.repeats)) },
    ),
    compareSums(
      "lần trả lại do sai",
      sumOf(sent.map(({ transfer }) => transfer.number - 1)),
      requests.length - requests.filter((one) => one.state !== SENT_BACK).length,
      false,
    ),
    compareKeys(
      "giấy chứng sinh, giấy báo tử",
      [...new Set(sent.flatMap((one) => noticeNumber(one) ?? []))],
      transactions.filter(({ kind }) => PAPERS.has(kind)).map(({ subject }) => subject),
    ),
    compareSums(
      "lần bổ sung",
      suppliedRounds(books, "social-insurance"),
      transactions.filter(({ kind }) => kind === "BOSUNG").length,
      false,
    ),
    compareSums(
      "trợ cấp mai táng (đồng)",
      sumOf(sent.map(({ transfer }) => Number(fact(transfer, "benefitAmount") || 0))),
      sumOf(issued.map(({ outcome }) => outcome?.SoTien ?? 0)),
    ),
  ];
};

const called = z.array(z.object({ outcome: z.string() }));
/** Callbacks that the hub did not take. */
const untaken = (calls: z.infer<typeof called>): number => calls.filter(({ outcome }) => outcome !== "accepted").length;

const landState = z.object({
  dossiers: z.array(
    z.object({ received: z.object({ SoBienNhan: z.string() }), state: z.string(), certificate: z.string().optional() }),
  ),
  calls: called,
});

export const landRegistry: Compare = (books, state) => {
  const { dossiers, calls } = landState.parse(state);
  const certificates = transfersOf(books, "land-registry").filter(({ transfer }) => transfer.operation === "issueCertificate");
  return [
    compareKeys(
      "hồ sơ, giấy chứng nhận, đã trả",
      certificates.map(({ code, dossier, transfer }) => `${code}=${fact(transfer, "certificateNumber")}:${dossier.status}`),
      dossiers.map((one) => `${one.received.SoBienNhan}=${one.certificate ?? ""}:${one.state}`),
      { outOfOrder: untaken(calls) },
    ),
  ];
};

const exchangeState = z.object({
  documents: z.array(
    z.object({
      sent: z.object({ DocCode: z.string(), TransferId: z.string(), SendingNumber: z.number() }),
      state: z.string(),
      events: z.array(
        z.object({ Kind: z.string(), ResultData: z.array(z.object({ Name: z.string(), Value: z.string() })).optional() }),
      ),
    }),
  ),
  calls: called,
});
const BEFORE: ReadonlySet<string> = new Set(["sentBack", "replaced"]);

/** A department or ministry: every sending, the last one with its end and the number of the decision. */
export const exchange =
  (lane: string): Compare =>
  (books, state) => {
    const { documents, calls } = exchangeState.parse(state);
    const decided = (events: (typeof documents)[number]["events"]): string =>
      events.flatMap(({ ResultData = [] }) => ResultData).find(({ Name }) => Name === "decisionNumber")?.Value ?? "";
    const latest = documents.filter((one) => !BEFORE.has(one.state));
    const sent = transfersOf(books, lane);
    return [
      compareKeys(
        "hồ sơ chuyển đi và quyết định",
        sent.map(
          ({ code, transfer }) =>
            `${code}.${transfer.transferId}.${transfer.number}=${transfer.state}:${fact(transfer, "decisionNumber")}`,
        ),
        latest.map(
          ({ sent: { DocCode, TransferId, SendingNumber }, state: end, events }) =>
            `${DocCode}.${TransferId}.${SendingNumber}=${end}:${decided(events)}`,
        ),
        { outOfOrder: untaken(calls) },
      ),
      compareSums(
        "lần trả lại do sai",
        sumOf(sent.map(({ transfer }) => transfer.number - 1)),
        documents.length - latest.length,
        false,
      ),
    ];
  };
