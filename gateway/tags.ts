/**
 * The groups of doors in the OpenAPI. Their names are for machines, since generated clients call their classes by them (a name with marks became
 * `giy_t_dng_li_api`); the page shows the description beside each.
 */

const DESCRIPTIONS = {
  dossiers: "Hồ sơ / Dossiers",
  transfers: "Hồ sơ chuyển đến cơ quan / Transfers to agencies",
  files: "Tệp đính kèm / Attachments",
  "held-papers": "Giấy tờ dùng lại / Papers kept for reuse",
  fees: "Phí, lệ phí / Fees",
  events: "Sự kiện / Events",
  subscriptions: "Đăng ký nhận tin (webhook) / Subscriptions",
  catalogs: "Danh mục / Catalogs",
  "look-up": "Tra cứu công khai / Public look-up",
  satisfaction: "Mức độ hài lòng / Satisfaction",
  halls: "Sảnh một cửa / One-stop halls",
  looks: "Lượt xem dữ liệu cá nhân / Looks at personal data",
  supervision: "Giám sát / Supervision",
  operations: "Vận hành / Operations",
  authentication: "Xác thực / Authentication",
  hooks: "Đối tác gọi vào / Partners' callbacks",
  dvcqg: "Tương thích Cổng DVCQG / Compatible with the national portal",
  soap: "Cửa SOAP / SOAP",
} as const;

export type Tag = keyof typeof DESCRIPTIONS;

/** All of them, in the order of the page. */
export const TAGS: readonly { readonly name: string; readonly description: string }[] = Object.entries(DESCRIPTIONS).map(
  ([name, description]) => ({ name, description }),
);
