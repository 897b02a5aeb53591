/**
 * VNPT electronic receipts (biên lai điện tử, domain.md §5.6): `ImportAndPublishInv` of the publish service and `listInvByCusFkey` of the
 * portal service, WSDLs beside. Sourced: the operation, its eight arguments, "OK:…" or "ERR:n", the receipt's elements. From memory: the
 * namespace, the paths, the form of "OK:", most ERR numbers, the portal service altogether.
 * Glossary: receipt = biên lai · series = ký hiệu · pattern = mẫu số · key (fkey) = khóa của bên gửi · fee = phí · charge = lệ phí.
 */
import { z } from "zod";

export const NAMESPACE = "http://tempuri.org/";
export const PATHS = { publish: "/PublishService.asmx", portal: "/PortalService.asmx" } as const;

/** TM tiền mặt, CK chuyển khoản, TTO thanh toán trực tuyến. */
export const PAYMENT_METHODS = ["TM", "CK", "TTO"] as const;
/** Product's Extra2: what kind of money it is. */
export const EXTRA2 = { fee: "0", charge: "1" } as const;
/** PaymentStatus: "1" paid. */
export const PAID = "1";

/** Elements of `Invoice` and of `Product`, in this order. */
export const INVOICE_ELEMENTS = [
  "CusCode",
  "CusName",
  "CusTaxCode",
  "CusAddress",
  "PaymentMethod",
  "Products",
  "Total",
  "Amount",
  "AmountInWords",
  "ArisingDate",
  "PaymentStatus",
] as const;
export const PRODUCT_ELEMENTS = ["ProdName", "ProdUnit", "ProdQuantity", "ProdPrice", "Amount", "Extra2"] as const;

/** Longest texts (ours). */
export const MAX = { key: 60, CusCode: 60, CusName: 200, CusAddress: 300, ProdName: 300 } as const;
/** Most receipts of one call (from memory). */
export const MAX_RECEIPTS = 5000;

/** Arguments of ImportAndPublishInv in the WSDL's order; `Account`/`ACpass` issue, `username`/`pass` may call the service. */
export const publishRequest = z.strictObject({
  Account: z.string().min(1),
  ACpass: z.string().min(1),
  xmlInvData: z.string().min(1),
  username: z.string().min(1),
  pass: z.string().min(1),
  pattern: z.string().min(1).max(20),
  serial: z.string().min(1).max(20),
  /** "0": the data is Unicode already. */
  convert: z.enum(["0", "1"]),
});

/** Arguments of listInvByCusFkey; dates dd/MM/yyyy, of publishing, both included. */
export const listRequest = z.strictObject({
  key: z.string().min(1),
  fromDate: z.string(),
  toDate: z.string(),
  userName: z.string().min(1),
  userPass: z.string().min(1),
});

/** Its answer is a text that is XML: `Data/Item{fkey, pattern, serial, invNum, amount, publishDate}`, or "ERR:n". */
export const listedReceipt = z.object({
  fkey: z.string(),
  pattern: z.string(),
  serial: z.string(),
  invNum: z.string(),
  amount: z.string(),
  publishDate: z.string(),
});
export type ListedReceipt = z.infer<typeof listedReceipt>;

/** ERR numbers. 1, 3, 5, 6, 13 are in general use (issue); the others from memory. */
export const ERRORS = {
  account: 1,
  xml: 3,
  unknown: 5,
  noNumbers: 6,
  company: 7,
  tooMany: 10,
  keyExists: 13,
  series: 20,
  certificate: 29,
  /** A receipt may not be dated before the last one of its series. */
  date: 30,
} as const;
