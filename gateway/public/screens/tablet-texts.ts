/** What the satisfaction tablet says, in both languages at once: nobody chooses a language to say that he is content. */

import type { REASONS } from "../../../core/hub.ts";
import type { Bilingual } from "../../problem.ts";
import type { Occasion } from "./tablet-view.ts";

export type Score = 1 | 2 | 3 | 4 | 5;

export const tablet = {
  title: { vi: "Đánh giá mức độ hài lòng", en: "Your satisfaction" },
  wish: { vi: "Kính chào Ông/Bà", en: "Welcome" },
  skip: { vi: "Bỏ qua", en: "Skip" },
  why: { vi: "Điều gì làm Ông/Bà chưa hài lòng?", en: "What were you not content with?" },
  send: { vi: "Gửi đánh giá", en: "Send" },
  thanks: { vi: "Cảm ơn Ông/Bà đã đánh giá", en: "Thank you for your answer" },
  thanksWhy: {
    vi: "Ý kiến của Ông/Bà giúp chúng tôi phục vụ tốt hơn.",
    en: "It helps us to serve you better.",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** The question, by what the visit was about. */
export const OCCASION_WORDS: Readonly<Record<Occasion, Bilingual>> = {
  receipt: {
    vi: "Ông/Bà hài lòng với việc tiếp nhận hồ sơ vừa rồi không?",
    en: "How content are you with how your dossier was received?",
  },
  supplement: {
    vi: "Ông/Bà hài lòng với việc bổ sung hồ sơ vừa rồi không?",
    en: "How content are you with how your supplement was taken in?",
  },
  return: {
    vi: "Ông/Bà hài lòng với việc giải quyết và trả kết quả không?",
    en: "How content are you with how your dossier was resolved?",
  },
  visit: {
    vi: "Ông/Bà hài lòng với việc phục vụ tại quầy vừa rồi không?",
    en: "How content are you with the service at this counter?",
  },
};

export const faces: Readonly<Record<Score, Bilingual>> = {
  5: { vi: "Rất hài lòng", en: "Very satisfied" },
  4: { vi: "Hài lòng", en: "Satisfied" },
  3: { vi: "Bình thường", en: "Neutral" },
  2: { vi: "Không hài lòng", en: "Dissatisfied" },
  1: { vi: "Rất không hài lòng", en: "Very dissatisfied" },
};

/** What one may be dissatisfied with. */

export const REASON_WORDS: Readonly<Record<(typeof REASONS)[number], Bilingual>> = {
  waiting: { vi: "Chờ đợi lâu", en: "Long wait" },
  manner: { vi: "Thái độ phục vụ", en: "Manner of the officer" },
  guidance: { vi: "Hướng dẫn chưa rõ", en: "Unclear guidance" },
  papers: { vi: "Yêu cầu nhiều giấy tờ", en: "Too many papers" },
  late: { vi: "Trả kết quả trễ hẹn", en: "Late result" },
  fee: { vi: "Phí, lệ phí", en: "Fees" },
  place: { vi: "Nơi chờ, trang thiết bị", en: "Hall and equipment" },
  other: { vi: "Lý do khác", en: "Something else" },
};
