/**
 * Codes of the 54 ethnic groups (dân tộc), in the order of the statistics office's list of 1979: 01 Kinh … 54 Rơ-măm. The list is from
 * memory, unsourced but for "01" = Kinh (domain.md §5.3).
 */
const GROUPS =
  "Kinh|Tày|Thái|Hoa|Khơ-me|Mường|Nùng|Hmông|Dao|Gia-rai|Ngái|Ê-đê|Ba-na|Xơ-đăng|Sán Chay|Cơ-ho|Chăm|Sán Dìu|Hrê|Mnông|Ra-glai|Xtiêng|" +
  "Bru-Vân Kiều|Thổ|Giáy|Cơ-tu|Gié-Triêng|Mạ|Khơ-mú|Co|Ta-ôi|Chơ-ro|Kháng|Xinh-mun|Hà Nhì|Chu-ru|Lào|La Chí|La Ha|Phù Lá|La Hủ|Lự|Lô Lô|" +
  "Chứt|Mảng|Pà Thẻn|Cơ Lao|Cống|Bố Y|Si La|Pu Péo|Brâu|Ơ Đu|Rơ-măm";
const NAMES = GROUPS.split("|");
/** "Cơ Tu", "cơ-tu", "CƠ TU" are one. */
const plain = (name: string): string =>
  name
    .normalize("NFC")
    .toLocaleLowerCase("vi")
    .replaceAll(/[\s'’-]+/g, "");
const CODES = new Map(NAMES.map((name, index) => [plain(name), String(index + 1).padStart(2, "0")]));

/** The code of a group by its name or by the code itself; undefined for one that the list does not have. */
export const ethnicCode = (said: string): string | undefined =>
  /^(?:0[1-9]|[1-4]\d|5[0-4])$/.test(said.trim()) ? said.trim() : CODES.get(plain(said));

/** The name of a code; undefined for a code that the list does not have. */
export const ethnicName = (code: string): string | undefined => NAMES[Number(code) - 1];
