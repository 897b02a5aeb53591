/** Refusals about people's accounts: code → what was not done (vi, en) and what to do about it (vi, en). */
import { callersRefusal, type RefusalTexts } from "../dossier/refusals/row.ts";
import type { Refusal } from "../dossier/types.ts";

const TABLE = {
  "person.exists": [
    "Đã có tài khoản với tên đăng nhập này.",
    "There is an account with this user name.",
    "Chọn tên khác, hoặc sửa tài khoản đang có.",
    "Choose another name, or change the one there is.",
  ],
  "person.unknown": [
    "Không có tài khoản này.",
    "There is no such account.",
    "Xem danh sách bằng: lienthong person list.",
    "See the list: lienthong person list.",
  ],
  "person.password-too-short": [
    "Mật khẩu quá ngắn.",
    "The password is too short.",
    "Dùng ít nhất 10 ký tự; một câu dài dễ nhớ là tốt nhất.",
    "Use at least 10 characters; a long sentence is best.",
  ],
  "person.password-too-long": [
    "Mật khẩu quá dài.",
    "The password is too long.",
    "Dùng nhiều nhất 200 ký tự.",
    "Use at most 200 characters.",
  ],
  "person.password-guessable": [
    "Mật khẩu này quá dễ đoán.",
    "This password is too easy to guess.",
    "Không dùng tên đăng nhập, họ tên, dãy ký tự lặp hay dãy phím quen thuộc.",
    "Do not use the user name, your own name, a repeated character or a row of keys.",
  ],
  "person.password-unchanged": [
    "Mật khẩu mới trùng mật khẩu đang dùng.",
    "The new password is the present one.",
    "Chọn một mật khẩu khác.",
    "Choose another.",
  ],
} as const satisfies Record<string, RefusalTexts>;

export type PersonRefusalCode = keyof typeof TABLE;

/** Builds a refusal. All of them are the caller's to mend. */
export const personRefusal = (code: PersonRefusalCode): Refusal => callersRefusal(code, TABLE[code]);
