/**
 * Vietnamese speech for loudspeakers, by espeak-ng where this machine has it. The text goes in by standard input, never through a shell; a call takes at
 * most some seconds; what was said once is kept, because halls say the same few hundred sentences. Glossary: speech = giọng đọc.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

const PROGRAM = "espeak-ng";
/** A sentence takes some 20 ms; a machine under load many times that. */
const MOST_MS = 10_000;
/** A call of five seconds is some 220 KB. */
const MOST_BYTES = 4_000_000;
const MOST_TEXT = 300;
const KEPT = 64;
/** Words a minute: slower than the program's 175, for a hall with an echo. */
const PACE = "140";

export type SpeechResult = { readonly wav: Uint8Array } | { readonly missing: "no-program" | "failed" };

export interface Speech {
  /** Whether there is speech at all; looked for once. */
  available(): Promise<boolean>;
  /** A text as WAV. Never rejects. */
  say(text: string): Promise<SpeechResult>;
}

/** Whether a program stands on PATH. */
const onPath = async (program: string, path: string): Promise<boolean> => {
  for (const folder of path.split(delimiter)) {
    const there = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there && folder !== "") return true;
  }
  return false;
};

/**
 * espeak-ng writes to a pipe before it knows how long it will be, and leaves 2 GB in the head (RIFF: bytes 4 and 40, little endian); players that
 * believe the head wait for the rest. Pure.
 */
export const withLength = (wav: Uint8Array): Uint8Array => {
  const whole = Buffer.from(wav);
  if (whole.length < 44 || whole.toString("latin1", 0, 4) !== "RIFF") return whole;
  whole.writeUInt32LE(whole.length - 8, 4);
  whole.writeUInt32LE(whole.length - 44, 40);
  return whole;
};

const collect = (child: ChildProcessWithoutNullStreams, text: string): Promise<SpeechResult> =>
  new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (part: Buffer) => {
      size += part.length;
      if (size > MOST_BYTES) child.kill("SIGKILL");
      else parts.push(part);
    });
    child.stderr.resume();
    child.on("error", () => resolve({ missing: "failed" }));
    child.on("close", (code) =>
      resolve(code === 0 && size > 44 ? { wav: withLength(Buffer.concat(parts)) } : { missing: "failed" }),
    );
    // It may be gone before it has read: its exit says so.
    child.stdin.on("error", () => undefined);
    child.stdin.end(text);
  });

/** @param program another program of the same manners, for tests */
export const createSpeech = (program = PROGRAM, path = process.env["PATH"] ?? ""): Speech => {
  let there: Promise<boolean> | undefined;
  const kept = new Map<string, Promise<SpeechResult>>();
  const available = (): Promise<boolean> => {
    there ??= onPath(program, path);
    return there;
  };
  const make = async (text: string): Promise<SpeechResult> => {
    if (!(await available())) return { missing: "no-program" };
    const child = spawn(program, ["-v", "vi", "-s", PACE, "--stdin", "--stdout"], {
      stdio: "pipe",
      timeout: MOST_MS,
      killSignal: "SIGKILL",
      env: { PATH: path },
    });
    return collect(child, text);
  };
  return {
    available,
    say: async (given) => {
      const text = given.slice(0, MOST_TEXT);
      const known = kept.get(text);
      if (known !== undefined) return known;
      const making = make(text);
      const oldest = kept.size >= KEPT ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      kept.set(text, making);
      const said = await making;
      // What failed is tried again.
      if ("missing" in said) kept.delete(text);
      return said;
    },
  };
};
