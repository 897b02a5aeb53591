/** One picture: ask the camera where it is, fetch it with the camera's own kind of login, and keep it if it is a whole JPEG. */
import { randomBytes } from "node:crypto";
import type { Call, OperationResult } from "../../../core/exchange/adapter.ts";
import { isExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { createHttp, type HttpBytes } from "../../kit/http.ts";
import { isJpeg } from "../jpeg.ts";
import { withoutPictures } from "../picture-wire.ts";
import { authorization } from "./http-login.ts";
import type { SnapshotJob } from "./job.ts";
import { type CameraConfig, withCamera } from "./session.ts";
import { cameraFailed } from "./troubles.ts";

const FILE_NAME = "anh-quay.jpg";
/** A 4K picture has 2–4 MB. */
const MAX_PICTURE_BYTES = 20_971_520;

/**
 * The address on the host that we know: behind a router a camera names one that nobody reaches, and a password goes to no other host. Its
 * port is believed. Throws camera.no-snapshot.
 */
export const pictureAddress = (said: string, { hostname, tls }: Pick<CameraConfig, "hostname" | "tls">): URL => {
  const address = URL.canParse(said) ? new URL(said) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol))
    throw cameraFailed("camera.no-snapshot", "the camera's picture address is none");
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const port = address.port === "" ? "" : `:${address.port}`;
  return new URL(`${tls ? "https:" : address.protocol}//${host}${port}${address.pathname}${address.search}`);
};

const fetchPicture = async (address: URL, config: CameraConfig, call: Call<unknown>): Promise<HttpBytes> => {
  const http = createHttp(withoutPictures(call), {
    baseUrl: address.origin,
    secrets: config.password === "" ? [] : [config.password],
    // Cameras have few sockets; none is kept for the next picture.
    headers: { accept: "image/jpeg", connection: "close" },
    maxAnswerBytes: MAX_PICTURE_BYTES,
  });
  const path = `${address.pathname}${address.search}`;
  const ask = (headers: Readonly<Record<string, string>>): Promise<HttpBytes> =>
    http.raw({ method: "GET", path, headers, kind: "read", statuses: [401, 403, 404] });
  const first = await ask({});
  if (first.status !== 401 || config.username === "") return first;
  const proof = authorization(first.headers.get("www-authenticate"), config, "GET", path, randomBytes(8).toString("hex"));
  return proof === undefined ? first : ask({ authorization: proof });
};

/** Codes of the kit's HTTP client that mean "not there just now". */
const AWAY: ReadonlySet<string> = new Set([
  "http.unreachable",
  "http.cut",
  "http.timeout",
  "http.not-sent",
  "http.server-error",
  "http.busy",
]);

const picture = async (said: string, config: CameraConfig, call: Call<unknown>): Promise<Uint8Array> => {
  let answer: HttpBytes;
  try {
    answer = await fetchPicture(pictureAddress(said, config), config, call);
  } catch (error) {
    if (isExchangeError(error) && AWAY.has(error.code)) throw cameraFailed("device.offline", error.message, error);
    if (isExchangeError(error) && error.code.startsWith("http."))
      throw cameraFailed("camera.not-a-picture", error.message, error);
    throw error;
  }
  if (answer.status === 401 || answer.status === 403)
    throw cameraFailed("camera.password", `the camera answers ${answer.status} to its picture address`);
  if (answer.status === 404) throw cameraFailed("camera.no-snapshot", "the camera answers 404 to its picture address");
  if (!isJpeg(answer.bytes)) throw cameraFailed("camera.not-a-picture", `${answer.bytes.length} bytes that are no JPEG`);
  return answer.bytes;
};

/**
 * Takes a picture and stores it; its SHA-256 is the reference. Throws ExchangeError: retry where the camera is away (by the plan, for half a
 * minute: then the moment has passed), rejected for everything that a person must see to.
 */
export const snapshot = async (job: SnapshotJob, call: Call<DeviceLaneConfig<CameraConfig>>): Promise<OperationResult> => {
  if (job.goodUntil !== undefined && Date.parse(call.now()) > Date.parse(job.goodUntil))
    throw cameraFailed("camera.too-late", `wanted until ${job.goodUntil}`);
  const { settings } = call.config;
  const said = await withCamera(settings, call, async (camera) => {
    await camera.clock();
    return camera.snapshotUri(await camera.profile());
  });
  const { blob } = await call.store(await picture(said, settings, call), FILE_NAME);
  return { reference: blob };
};
