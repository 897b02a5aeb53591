/** Payments and statement lines for tests. */
import type { BookedLine, FeePayment } from "../../../core/fees/types.ts";

/** An online payment of 8,000 đồng, 10:00 on 3 March 2026 in Huế. */
export const payment = (more: Partial<FeePayment> = {}): FeePayment => ({
  dossierId: "018f0000-0000-7000-8000-0000000000d1",
  dossierCode: "H57.101-260302-0001",
  agencyId: "H57.101",
  chargeId: "le-phi",
  chargeName: "Lệ phí đăng ký khai sinh",
  kind: "charge",
  amount: 8000,
  method: "online",
  reference: "dvcA",
  at: "2026-03-03T03:00:00.000Z",
  recordedAt: "2026-03-03T03:00:01.000Z",
  ...more,
});

/** Its line on the statement. */
export const line = (more: Partial<BookedLine> = {}): BookedLine => ({
  day: "2026-03-03",
  no: 1,
  at: "2026-03-03T03:00:00.000Z",
  account: "9990000000001",
  reference: "dvcA",
  bankReference: "PP1",
  amount: 8000,
  content: "THANH TOAN HO SO H57.101-260302-0001",
  ...more,
});
