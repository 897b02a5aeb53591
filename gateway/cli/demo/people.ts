/** Synthetic people and officers of the demo. No number, name or address belongs to anybody. */
export const ward = "H57.101";

export const officer = { id: "cb-one-stop-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: ward } as const;
export const unit = { id: "cb-tu-phap-1", name: "Lê Văn Tư Pháp", role: "unit", agencyId: ward } as const;
export const leader = { id: "ld-1", name: "Phạm Thị Lãnh Đạo", role: "leader", agencyId: ward } as const;
/** Văn phòng Đăng ký đất đai. */
export const LAND_OFFICE = "H57.03.01";
export const landOfficer = { id: "cb-dat-dai-1", name: "Hoàng Thị Địa Chính", role: "officer", agencyId: LAND_OFFICE } as const;
export const applicantActor = { id: "nguoi-nop", role: "applicant" } as const;
export const JUDICIAL_UNIT = "Công chức tư pháp – hộ tịch";

/** A citizen by a two-digit number. */
export const citizen = (n: number, fullName: string) => ({
  kind: "citizen",
  fullName,
  identityNumber: `0010990000${String(n).padStart(2, "0")}`,
  birthDate: "1990-04-12",
  phone: `09000000${String(n).padStart(2, "0")}`,
  address: { detail: `${n} đường Thử Nghiệm`, provinceCode: "46" },
});
