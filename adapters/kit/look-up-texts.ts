/**
 * How a look-up by SMS is answered (R-E02): the same words on every road, the brandname gateway's and the hall's modem. `{n}` is filled in. Constants
 * only: contract/templates.ts of the brandname adapter registers them with the telco.
 */
export const LOOK_UP_TEXTS = {
  lookUp: "Hồ sơ {1}: {2}. Hẹn trả kết quả {3}.",
  lookUpUndated: "Hồ sơ {1}: {2}.",
  notFound: "Không tìm thấy hồ sơ {1}. Kiểm tra lại mã trên giấy hẹn rồi soạn TRACUU và mã hồ sơ.",
  help: "Tra cứu hồ sơ: soạn TRACUU, dấu cách, mã hồ sơ. Ví dụ: TRACUU H57.101-260302-0001",
} as const;
export type LookUpText = keyof typeof LOOK_UP_TEXTS;
