/** Words and times of the simulators' pages, as a Vietnamese operator reads them. */

/** Figures that simulators name in English for programs; all others carry their Vietnamese name already. */
const FIGURES: Readonly<Record<string, string>> = {
  received: "yêu cầu đã nhận",
  faults: "quy tắc gây lỗi",
  sessions: "phiên đăng nhập",
  tokens: "mã truy cập",
  procedures: "thủ tục",
  dossiers: "hồ sơ",
  updates: "lần cập nhật",
  identicalUpdates: "cập nhật không đổi gì",
  progress: "dòng tiến độ",
  doubleProgress: "tiến độ trùng",
  lateProgress: "tiến độ đến muộn",
  pushed: "đã đẩy về tỉnh",
  doubleStatuses: "trạng thái trùng",
  orders: "đơn hàng",
  duplicateOrders: "đơn gửi trùng",
  delivered: "đã phát",
  events: "sự kiện hành trình",
  collections: "hồ sơ thu gom",
  calling: "đang gọi tới trục",
  jobs: "lệnh",
  printed: "đã in",
  pages: "trang",
  sheets: "tờ trong khay",
  toner: "mực (%)",
  pictures: "ảnh đã chụp",
  refusals: "lần từ chối",
  sheetsInFeeder: "tờ ở khay nạp",
  sheetsInTray: "tờ đã quét",
  completed: "đã xong",
};

/** A figure's name with a capital: "Phiên đăng nhập". */
export const figureName = (name: string): string => {
  const words = FIGURES[name] ?? name;
  return `${words.charAt(0).toLocaleUpperCase("vi")}${words.slice(1)}`;
};

const FAULTS: Readonly<Record<string, string>> = {
  delay: "chậm",
  hang: "treo",
  status: "trả mã lỗi",
  cut: "đứt đường truyền",
  garbage: "trả lời hỏng",
  wrongContentType: "sai kiểu nội dung",
  bom: "thừa dấu BOM",
  half: "trả lời thiếu nửa",
  duplicate: "làm hai lần",
  reorder: "đảo thứ tự",
  loseAnswer: "làm xong, mất câu trả lời",
  sessionExpired: "hết phiên",
  lateAnswer: "trả lời muộn",
};

/** A kind of fault: "treo (hang)". */
export const faultName = (kind: string): string => (FAULTS[kind] === undefined ? kind : `${FAULTS[kind]} (${kind})`);

/** How a request was answered: its HTTP status, or what became of it. */
export const answerName = (answered: number | "cut" | null): string =>
  answered === null ? "đang chờ" : answered === "cut" ? "bị ngắt" : String(answered);

/** Việt Nam is UTC+7 all year. */
const VIETNAM_MS = 7 * 3_600_000;

/** "13:38:47 22/11/2026", in Việt Nam's time. */
export const localTime = (instant: string): string => {
  const [date = "", time = ""] = new Date(Date.parse(instant) + VIETNAM_MS).toISOString().split("T");
  return `${time.slice(0, 8)} ${date.split("-").reverse().join("/")}`;
};

/** Colours and measures that board and doors share. */
export const STYLE = `*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;max-width:84rem;margin:1.5rem auto;padding:0 1rem;color:#1d2530}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d5dbe3;padding:.4rem .5rem;text-align:left;vertical-align:top}
thead th{background:#f3f5f8}small{color:#5a6675}a{color:#0b57a4}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
button,.button{font:inherit;font-size:14px;padding:.3rem .8rem;border:1px solid #8795a6;border-radius:4px;background:#fff;color:#1d2530;cursor:pointer;text-decoration:none}
button:hover,.button:hover{background:#eef2f7}:focus-visible{outline:3px solid #0b57a4;outline-offset:2px}
.wide{overflow-x:auto}.body{overflow-wrap:anywhere;font:12px ui-monospace,monospace}.none{color:#5a6675}`;
