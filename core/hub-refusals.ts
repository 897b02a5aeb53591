/**
 * Refusals of the hub itself, before or after the engine's rules (those: dossier/refusals.ts): repeated keys, versions, files.
 */
import { callersRefusal, type RefusalTexts } from "./dossier/refusals/row.ts";
import type { Refusal } from "./dossier/types.ts";

const TABLE = {
  "command.unknown": [
    "Không có lệnh này.",
    "There is no such command.",
    "Xem danh sách lệnh trong tài liệu API.",
    "See the list of commands in the API document.",
  ],
  "command.invalid": [
    "Nội dung lệnh không đúng mẫu.",
    "The command's contents are not of its form.",
    "Sửa các trường nêu trong chi tiết rồi gửi lại.",
    "Correct the fields named in the details and send it again.",
  ],
  "request.key-reused": [
    "Khóa chống lặp này đã được dùng cho một nội dung khác.",
    "This idempotency key was used for another body.",
    "Dùng khóa mới cho nội dung mới; gửi lại đúng nội dung cũ nếu muốn nhận lại câu trả lời.",
    "Use a new key for a new body; send the old body unchanged to get its answer again.",
  ],
  "dossier.version-stale": [
    "Hồ sơ đã thay đổi sau khi anh/chị đọc.",
    "The dossier has changed since it was read.",
    "Đọc lại hồ sơ rồi thực hiện lại.",
    "Read the dossier again and repeat.",
  ],
  "dossier.national-code-taken": [
    "Mã hồ sơ quốc gia này đã gắn với một hồ sơ khác.",
    "Another dossier already has this national code.",
    "Tra cứu theo mã quốc gia; không nộp lại cùng một hồ sơ.",
    "Look the national code up; do not file the same dossier again.",
  ],
  "dossier.busy": [
    "Nhiều người đang cùng sửa hồ sơ này.",
    "Too many writers are changing this dossier at the same time.",
    "Gửi lại sau giây lát với cùng khóa chống lặp.",
    "Send it again in a moment with the same idempotency key.",
  ],
  "file.kind-not-allowed": [
    "Loại tệp không được phép.",
    "This kind of file is not allowed.",
    "Chỉ nhận .doc, .docx, .pdf, .jpg hoặc tệp nén .zip, .rar, .7z.",
    "Only .doc, .docx, .pdf, .jpg or an archive .zip, .rar, .7z.",
  ],
  "file.too-large": [
    "Tệp lớn hơn 50 MB.",
    "The file is larger than 50 MB.",
    "Chia nhỏ hoặc nén tệp.",
    "Split or compress the file.",
  ],
  "file.empty": ["Tệp rỗng.", "The file is empty.", "Chọn lại tệp.", "Choose the file again."],
  "file.content-mismatch": [
    "Nội dung tệp không đúng với đuôi tên tệp.",
    "The file's content is not what its name says.",
    "Đổi đúng đuôi tệp hoặc xuất lại tệp từ phần mềm gốc.",
    "Give the file its right ending, or save it again from its program.",
  ],
  "file.unknown": [
    "Hồ sơ dẫn đến một tệp chưa được tải lên.",
    "The dossier refers to a file that was not uploaded.",
    "Tải tệp lên trước (POST /api/v1/blobs), rồi dùng mã SHA-256 nhận được.",
    "Upload the file first (POST /api/v1/blobs) and use the SHA-256 it returns.",
  ],
} as const satisfies Record<string, RefusalTexts>;

export type HubRefusalCode = keyof typeof TABLE;

/** Builds a refusal of the hub. All of them are the caller's to mend. */
export const hubRefusal = (code: HubRefusalCode, details?: Readonly<Record<string, unknown>>): Refusal =>
  callersRefusal(code, TABLE[code], details);
