/** What a password may be and how it is kept. Cheap scrypt here: the cost is in the hash, so nothing else differs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPassword, dummyHash, hashPassword, SCRYPT_COST, verifyPassword } from "../../../core/people/passwords.ts";

const CHEAP = { ln: 4, r: 1, p: 1 };
const LAN = { id: "nguyen.lan-1", name: "Nguyễn Thị Lan" };
const codeOf = (password: string) => checkPassword(password, LAN)?.code;

describe("R-I01 what a password may be", () => {
  it.each([
    ["nine characters", "a1b2c3d4e", "person.password-too-short"],
    ["ten characters", "a1b2c3d4e5", undefined],
    ["two hundred", `a1b2${"đường ".repeat(32)}cuối`, undefined],
    ["two hundred and one", "ab1".repeat(67), "person.password-too-long"],
    ["nothing", "", "person.password-too-short"],
    ["nine letters that decomposed are more than ten", "ệệệệệệệệệ".normalize("NFD"), "person.password-too-short"],
    ["ten emoji, which are twenty code units", "😀😁😂😃😄😅😆😇😈😉", undefined],
    ["five emoji", "😀😁😂😃😄", "person.password-too-short"],
    ["the user name", "nguyen.lan-1", "person.password-guessable"],
    ["the user name in capitals", "NGUYEN.LAN-1", "person.password-guessable"],
    ["the person's own name", "nguyễn thị lan", "person.password-guessable"],
    ["one character again and again", "aaaaaaaaaaaa", "person.password-guessable"],
    ["two in turn", "ababababab", "person.password-guessable"],
    ["a row of digits", "1234567890", "person.password-guessable"],
    ["a row of keys in capitals", "QwertyUiop", "person.password-guessable"],
    ["the word for it", "matkhau123", "person.password-guessable"],
    ["the word for it, with its marks and blanks", "Mật khẩu 123", "person.password-guessable"],
    ["a sentence", "con mèo trèo cây cau", undefined],
  ])("R-I01 %s", (_, password, code) => {
    expect(codeOf(password)).toBe(code);
  });

  it("R-I03 every refusal says in Vietnamese what is wrong and what to do", () => {
    for (const password of ["ngắn", "x1y2".repeat(60), "1234567890"]) {
      const refusal = checkPassword(password, LAN);
      expect(refusal?.vi).toMatch(/[à-ỹ]/i);
      expect(refusal?.hint.vi).toMatch(/[à-ỹ]/i);
    }
  });
});

describe("R-I01 how a password is kept", () => {
  it("R-I01 the hash opens for the password and for no other, and never holds it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1 }), fc.string({ minLength: 1 }), async (password, other) => {
        const hash = await hashPassword(password, CHEAP);
        expect(await verifyPassword(password, hash, CHEAP)).toEqual({ right: true, outdated: false });
        expect((await verifyPassword(other, hash, CHEAP)).right).toBe(other.normalize("NFC") === password.normalize("NFC"));
      }),
      { numRuns: 60 },
    );
  });

  it("R-I01 one password typed composed and decomposed is one password", async () => {
    const hash = await hashPassword("Đường về quê mẹ".normalize("NFD"), CHEAP);
    expect((await verifyPassword("Đường về quê mẹ".normalize("NFC"), hash, CHEAP)).right).toBe(true);
  });

  it("R-I01 two hashes of one password differ: each has its salt", async () => {
    expect(await hashPassword("con mèo trèo cây", CHEAP)).not.toBe(await hashPassword("con mèo trèo cây", CHEAP));
  });

  it("R-I01 the hash says its own cost: N = 2^15, r = 8, p = 1 today, and one of an older cost opens and is called outdated", async () => {
    const today = await hashPassword("con mèo trèo cây");
    expect(today).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await verifyPassword("con mèo trèo cây", today)).toEqual({ right: true, outdated: false });
    const old = await hashPassword("con mèo trèo cây", CHEAP);
    expect(await verifyPassword("con mèo trèo cây", old, SCRYPT_COST)).toEqual({ right: true, outdated: true });
  });

  it("R-I01 the stand-in for a name that does not exist has the form and the cost of a real one, and opens for nothing", async () => {
    expect(dummyHash()).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
    expect(dummyHash()).not.toBe(dummyHash());
    expect((await verifyPassword("", dummyHash(CHEAP), CHEAP)).right).toBe(false);
  });

  it.each([
    "",
    "plain text",
    "$scrypt$ln=15,r=8,p=1$short$short",
    `$scrypt$ln=30,r=8,p=1$${"a".repeat(22)}$${"a".repeat(43)}`,
    `$scrypt$ln=22,r=8,p=99$${"a".repeat(22)}$${"a".repeat(43)}`,
    `$scrypt$ln=0,r=0,p=0$${"a".repeat(22)}$${"a".repeat(43)}`,
  ])("R-I01 a damaged hash %j opens for nothing and takes no gigabytes", async (hash) => {
    expect(await verifyPassword("con mèo trèo cây", hash)).toEqual({ right: false, outdated: false });
  });
});
