/** What the camera sees: a counter of a hall, drawn. Nobody real is in the picture; time, counter and a privacy note stand on it. */
import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";

export interface Scene {
  readonly counter: string;
  /** Milliseconds since 1970 by the camera's own clock. */
  readonly atMs: number;
  readonly width: number;
  readonly height: number;
}

const FONT = "Be Vietnam Pro";
/** Everything is drawn on 1280 × 720 and scaled. */
const DRAWN = { width: 1280, height: 720 } as const;
const NOTE = "Khu vực có camera giám sát · chỉ ghi hình quầy khi có sự kiện";
const VIETNAM_MS = 7 * 3_600_000;

let registered = false;
const withFont = (): void => {
  if (registered) return;
  const files = createRequire(import.meta.url);
  GlobalFonts.registerFromPath(files.resolve("@expo-google-fonts/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf"), FONT);
  registered = true;
};

const person = (c: SKRSContext2D, x: number, y: number, size: number, colour: string): void => {
  c.fillStyle = colour;
  c.beginPath();
  c.arc(x, y, size * 0.42, 0, Math.PI * 2);
  c.fill();
  c.beginPath();
  c.ellipse(x, y + size * 1.35, size * 0.85, size, 0, Math.PI, 0);
  c.fill();
};

const label = (c: SKRSContext2D, text: string, x: number, y: number, size: number): void => {
  c.font = `${size}px "${FONT}"`;
  const { width } = c.measureText(text);
  c.fillStyle = "rgba(0, 0, 0, 0.55)";
  c.fillRect(x - 10, y - size, width + 20, size * 1.45);
  c.fillStyle = "#ffffff";
  c.fillText(text, x, y + size * 0.1);
};

/** "02/03/2026 09:00:00", Việt Nam. */
const stamp = (ms: number): string => {
  const [date = "", time = ""] = new Date(ms + VIETNAM_MS).toISOString().split("T");
  return `${date.split("-").reverse().join("/")} ${time.slice(0, 8)}`;
};

/** The JPEG of the scene. */
export const drawScene = async ({ counter, atMs, width, height }: Scene): Promise<Uint8Array<ArrayBuffer>> => {
  withFont();
  const canvas = createCanvas(width, height);
  const c = canvas.getContext("2d");
  c.scale(width / DRAWN.width, height / DRAWN.height);
  const wall = c.createLinearGradient(0, 0, 0, 420);
  wall.addColorStop(0, "#dfe6ec");
  wall.addColorStop(1, "#c6d0d8");
  c.fillStyle = wall;
  c.fillRect(0, 0, DRAWN.width, 430);
  c.fillStyle = "#9b8f80";
  c.fillRect(0, 430, DRAWN.width, 290);
  c.fillStyle = "#0b4f8a";
  c.fillRect(440, 70, 400, 110);
  c.fillStyle = "#ffffff";
  c.font = `64px "${FONT}"`;
  c.textAlign = "center";
  c.fillText(counter, 640, 148);
  c.textAlign = "left";
  person(c, 640, 312, 90, "#44566a");
  c.fillStyle = "#7a5b3d";
  c.fillRect(300, 430, 680, 40);
  c.fillStyle = "#8f6d4b";
  c.fillRect(320, 470, 640, 150);
  c.fillStyle = "#f7f5ee";
  c.fillRect(560, 412, 110, 22);
  person(c, 470, 585, 120, "#6b4a58");
  label(c, stamp(atMs), 28, 52, 34);
  label(c, "HÌNH MÔ PHỎNG", 960, 52, 34);
  label(c, NOTE, 28, 700, 28);
  return new Uint8Array(await canvas.encode("jpeg", 82));
};
