/** What the voice says. Vietnamese first; no person's name, number or address anywhere (R-I02). */
import type { Lang } from "./speech.ts";

export type Said = Readonly<Record<Lang, string>>;

/** The menu and what becomes of it. */
export const WORDS = {
  greeting: (hall: Said): Said => ({ vi: `Kính chào quý khách gọi đến ${hall.vi}.`, en: `Welcome to ${hall.en}.` }),
  menu: {
    vi: "Để tra cứu tình trạng hồ sơ, nhấn phím 1. Để nghe giờ làm việc, nhấn phím 2. Để gặp cán bộ trực, nhấn phím 0. For English, press 9.",
    en: "To look up a dossier, press 1. For opening hours, press 2. For an officer, press 0. Nghe tiếng Việt, nhấn phím 9.",
  },
  askCode: {
    vi: "Mời nhập các chữ số của mã hồ sơ, dấu chấm nhập bằng phím sao, rồi nhấn phím thăng. Hồ sơ nộp tại đây chỉ cần nhập sáu số ngày và bốn số cuối.",
    en: "Please enter the digits of the dossier code, star for a dot, then press hash. For dossiers filed here the six digits of the date and the last four are enough.",
  },
  notFound: {
    vi: "Không tìm thấy hồ sơ này. Xin xem lại mã hồ sơ trên giấy hẹn.",
    en: "This dossier was not found. Please see the code on your appointment slip.",
  },
  noCode: { vi: "Mã vừa nhập không đúng.", en: "That is no dossier code." },
  wrongKey: { vi: "Quý khách chưa chọn phím đúng.", en: "That key is not in the menu." },
  again: {
    vi: "Để tra cứu hồ sơ khác, nhấn phím 1. Để gặp cán bộ trực, nhấn phím 0. Nếu đã xong, xin gác máy.",
    en: "To look up another dossier, press 1. For an officer, press 0. If you are done, please hang up.",
  },
  connecting: { vi: "Xin giữ máy để gặp cán bộ trực.", en: "Please hold the line for an officer." },
  noOperator: {
    vi: "Hiện không có cán bộ nghe máy qua tổng đài. Xin mời đến bàn hướng dẫn của bộ phận một cửa.",
    en: "No officer takes calls here now. Please come to the support desk of the one-stop department.",
  },
  goodbye: {
    vi: "Quý khách đã nhập sai ba lần. Xin xem lại mã trên giấy hẹn rồi gọi lại. Xin cảm ơn và chào quý khách.",
    en: "That was the third wrong try. Please see the code on your slip and call again. Thank you and goodbye.",
  },
  tooMany: {
    vi: "Số máy này đã gọi tra cứu quá nhiều lần. Xin gọi lại sau một giờ. Xin cảm ơn và chào quý khách.",
    en: "This number has called too often. Please call again in an hour. Thank you and goodbye.",
  },
  whichAgency: { vi: "Có nhiều cơ quan có hồ sơ mang số này.", en: "Several agencies have a dossier of this number." },
  pressFor: (key: number, agency: Said): Said => ({
    vi: `Cơ quan ${agency.vi}, nhấn phím ${key}.`,
    en: `For agency ${agency.en}, press ${key}.`,
  }),
} as const satisfies Readonly<Record<string, Said | ((...given: never[]) => Said)>>;

/** Counter hours of the district centres (R-B01, Huế-huyện 402) until the hall's own are told (option `hoursVi`). */
export const USUAL_HOURS: Said = {
  vi: "Bộ phận một cửa tiếp nhận hồ sơ từ thứ hai đến sáng thứ bảy: buổi sáng từ 7 giờ 30 đến 11 giờ, buổi chiều từ 14 giờ đến 16 giờ 30, trừ ngày lễ.",
  en: "The one-stop department is open from Monday to Saturday morning: from 7:30 to 11:00, and from 14:00 to 16:30, except on public holidays.",
};
