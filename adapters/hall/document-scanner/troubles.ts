/**
 * What can be wrong at a scanner, in the words of the officer who stands before it. Scanning is something that somebody waits for: a trouble
 * ends the job at once ("rejected") and he asks anew when it is mended; only a scanner that is just not ready yet is asked again by itself.
 */
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceProblem } from "../../../core/hall/device.ts";

/** Codes of a scan that came to nothing. */
export const SCAN_TROUBLES = {
  "hall.scan-jam": {
    vi: "Kẹt giấy ở khay nạp. Mở nắp, lấy giấy ra, đặt lại cả tập rồi quét lại từ đầu; chưa trang nào được lưu.",
    en: "Paper jam in the feeder. Open the cover, take the paper out, lay all sheets in again and scan anew; no page was kept.",
  },
  "hall.double-feed": {
    vi: "Máy kéo hai tờ một lúc hoặc kéo lệch. Xòe giấy, gỡ ghim, đặt lại cả tập rồi quét lại từ đầu; chưa trang nào được lưu.",
    en: "Two sheets went in at once, or one went in crooked. Fan the sheets, take staples out and scan all anew; no page was kept.",
  },
  "hall.feeder-empty": {
    vi: "Khay nạp không có giấy. Đặt giấy vào khay nạp rồi quét lại.",
    en: "The feeder is empty. Lay the paper in and scan again.",
  },
  "hall.cover-open": {
    vi: "Nắp khay nạp đang mở. Đóng nắp rồi quét lại.",
    en: "The feeder's cover is open. Close it and scan again.",
  },
  "hall.feeder-fault": {
    vi: "Khay nạp báo lỗi (giấy quá nhiều, quá ngắn hoặc quá dài). Bớt giấy, hoặc quét trên mặt kính.",
    en: "The feeder reports a fault (too much paper, or sheets too short or too long). Take some out, or use the glass.",
  },
  "hall.scanner-fault": {
    vi: "Máy quét báo lỗi và đang dừng. Xem màn hình của máy, tắt bật lại nguồn; nếu vẫn lỗi, báo bộ phận kỹ thuật.",
    en: "The scanner has stopped with a fault. Look at its panel, switch it off and on; tell the technicians if it stays.",
  },
  "hall.scan-cancelled": {
    vi: "Việc quét đã bị hủy tại máy. Quét lại nếu vẫn cần; chưa trang nào được lưu.",
    en: "The scan was cancelled at the machine. Scan again if it is still wanted; no page was kept.",
  },
  "hall.scan-broken-off": {
    vi: "Việc quét bị đứt giữa chừng; chưa trang nào được lưu. Kiểm tra máy quét, đặt lại cả tập rồi quét lại từ đầu.",
    en: "The scan broke off in the middle; no page was kept. See to the scanner, lay all sheets in again and scan anew.",
  },
  "hall.source-missing": {
    vi: "Máy quét này không có khay nạp, mặt kính hoặc chế độ hai mặt như yêu cầu. Chọn nguồn giấy khác.",
    en: "This scanner has no such feeder, glass or two-sided mode. Choose another source.",
  },
  "hall.scan-unreadable": {
    vi: "Máy quét trả về trang không đọc được. Quét lại; nếu lặp lại, báo bộ phận kỹ thuật.",
    en: "The scanner delivered a page that cannot be read. Scan again; tell the technicians if it repeats.",
  },
  "hall.scan-too-large": {
    vi: "Bản quét quá lớn (quá 50 MB hoặc quá 200 trang). Giảm độ phân giải, quét thang xám, hoặc chia tập giấy.",
    en: "The scan is too large (over 50 MB or 200 pages). Take a lower resolution or grey, or divide the sheets.",
  },
  "hall.scanner-busy": {
    vi: "Máy quét đang làm việc cho người khác; hệ thống tự thử lại trong ít phút.",
    en: "The scanner works for somebody else; it is tried again by itself for a moment.",
  },
  "hall.scanner-warming": {
    vi: "Máy quét đang khởi động; hệ thống tự quét khi máy sẵn sàng.",
    en: "The scanner is warming up; it scans by itself when it is ready.",
  },
  "hall.scanner-refused": {
    vi: "Máy quét không nhận yêu cầu (quyền truy cập, địa chỉ hoặc kiểu quét). Báo bộ phận kỹ thuật kiểm tra cấu hình.",
    en: "The scanner does not take the request (access, address or settings). Tell the technicians to look at its set-up.",
  },
  "hall.scan-too-late": {
    vi: "Lệnh quét đã quá giờ (hệ thống hoặc máy quét bận lâu) nên không quét nữa, vì giấy trong khay có thể là của người khác. Đặt giấy vào rồi bấm quét lại.",
    en: "The scan came too late (hub or scanner was away) and is not made any more: the paper in the feeder may be somebody else's. Lay it in and scan again.",
  },
  "device.offline": {
    vi: "Không kết nối được máy quét. Kiểm tra nguồn điện và dây mạng của máy rồi quét lại.",
    en: "The scanner cannot be reached. Check its power and network cable, then scan again.",
  },
} as const;
export type ScanTrouble = keyof typeof SCAN_TROUBLES;

/** The job ends with this reason; nothing of it is kept. `detail` is for the operator's log. */
export const scanFailed = (code: ScanTrouble, detail: string, cause?: unknown): ExchangeError =>
  new ExchangeError("rejected", detail, {
    code,
    blame: "partner",
    hint: SCAN_TROUBLES[code],
    ...(cause === undefined ? {} : { cause }),
  });

/** Not yet: no paper has moved, and it is asked again by the plan. */
export const scanLater = (code: "hall.scanner-busy" | "hall.scanner-warming", detail: string, waitMs?: number): ExchangeError =>
  new ExchangeError("retry", detail, {
    code,
    blame: "partner",
    hint: SCAN_TROUBLES[code],
    // Somebody else's paper in the machine says nothing about its health.
    trips: false,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });

/** What each troubled state of the feeder means for a scan that needs it. Empty is no trouble of the device: see `scan.ts`. */
const FEEDER: Readonly<Record<string, { readonly scan: ScanTrouble; readonly problem: DeviceProblem }>> = {
  ScannerAdfJam: {
    scan: "hall.scan-jam",
    problem: { code: "paper.jam", vi: "Kẹt giấy ở khay nạp máy quét", en: "Paper jam in the scanner's feeder" },
  },
  ScannerAdfHatchOpen: {
    scan: "hall.cover-open",
    problem: { code: "cover.open", vi: "Nắp khay nạp máy quét đang mở", en: "The cover of the scanner's feeder is open" },
  },
  ScannerAdfMispick: {
    scan: "hall.double-feed",
    problem: { code: "paper.double-feed", vi: "Máy quét kéo giấy lệch", en: "The scanner failed to pick a sheet" },
  },
  ScannerAdfMultipickDetected: {
    scan: "hall.double-feed",
    problem: { code: "paper.double-feed", vi: "Máy quét kéo hai tờ một lúc", en: "The scanner picked two sheets at once" },
  },
  ScannerAdfDuplexPageTooShort: {
    scan: "hall.feeder-fault",
    problem: {
      code: "feeder.fault",
      vi: "Giấy quá ngắn để quét hai mặt",
      en: "The sheet is too short to be scanned on both sides",
    },
  },
  ScannerAdfDuplexPageTooLong: {
    scan: "hall.feeder-fault",
    problem: {
      code: "feeder.fault",
      vi: "Giấy quá dài để quét hai mặt",
      en: "The sheet is too long to be scanned on both sides",
    },
  },
  ScannerAdfInputTrayFailed: {
    scan: "hall.feeder-fault",
    problem: { code: "feeder.fault", vi: "Khay nạp máy quét báo lỗi", en: "The scanner's feeder reports a fault" },
  },
  ScannerAdfInputTrayOverloaded: {
    scan: "hall.feeder-fault",
    problem: { code: "feeder.fault", vi: "Khay nạp máy quét quá nhiều giấy", en: "The scanner's feeder is overloaded" },
  },
};

/** What is wrong with the feeder in this state; undefined where nothing is, or the state is not known. */
export const feederTrouble = (
  adfState: string | undefined,
): { readonly scan: ScanTrouble; readonly problem: DeviceProblem } | undefined =>
  adfState !== undefined && Object.hasOwn(FEEDER, adfState) ? FEEDER[adfState] : undefined;
