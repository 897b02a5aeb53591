/** The page on which the citizen pays, for people who try the simulator in a browser. */
import { html } from "hono/html";
import type { Transaction } from "./book.ts";

const SAYS = { "1": "Đã thanh toán", "3": "Chờ thanh toán", "4": "Giao dịch không thành công" } as const;

/** Shows what is paid for, and a button while it can be paid. */
export const payPage = ({ request, state }: Transaction) => html`<!doctype html>
<html lang="vi">
  <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>Thanh toán phí, lệ phí (mô phỏng)</title></head>
  <body>
    <h1>Thanh toán phí, lệ phí (mô phỏng)</h1>
    <dl>
      <dt>Đơn vị thụ hưởng</dt><dd>${request.ThongTinBienLai.TenDonVi}</dd>
      <dt>Mã hồ sơ</dt><dd>${request.ThongTinBienLai.MaHoSo}</dd>
      <dt>Nội dung</dt><dd>${request.ThongTinBienLai.DSKhoanNop.map((row) => row.NoiDung).join("; ")}</dd>
      <dt>Số tiền</dt><dd>${Number(request.SoTien).toLocaleString("vi-VN")} đồng</dd>
      <dt>Trạng thái</dt><dd>${SAYS[state]}</dd>
    </dl>
    ${state === "3" ? html`<form method="post"><button>Thanh toán</button></form>` : ""}
  </body>
</html>`;
