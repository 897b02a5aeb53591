/**
 * One conversation with a camera by the npm package `onvif`. Its `connect()` is not used: it never comes back where a media profile has no
 * VideoEncoderConfiguration (measured, dependencies.md §7). Each step is asked for by itself, ends with `signal`, and leaves no socket behind.
 */
import { Cam } from "onvif";
import { z } from "zod";
import type { WireEntry } from "../../../core/exchange/adapter.ts";
import { xmlText } from "../../kit/xml.ts";
import { openLine } from "./agent.ts";
import { cameraError, cameraFailed } from "./troubles.ts";

export interface CameraConfig {
  readonly hostname: string;
  readonly port: number;
  readonly tls: boolean;
  /** Of the device service. */
  readonly path: string;
  readonly username: string;
  readonly password: string;
  /** Token of the media profile to take pictures of; else the first that is good for it. */
  readonly profile?: string;
}

export interface CameraSession {
  /** The camera's own clock (UTC), asked without credentials. Must come first: the credentials of all others are dated by it. */
  clock(): Promise<Date>;
  information(): Promise<Readonly<Record<string, string>>>;
  /** Token of the profile to take a picture of. Throws camera.no-profile. */
  profile(): Promise<string>;
  /** Where the picture of a profile is to be fetched, as the camera says it. Throws camera.no-snapshot. */
  snapshotUri(profile: string): Promise<string>;
}

type Done = (error: Error | null, data?: unknown) => void;

const said = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const information = z.record(z.string(), z.unknown());
const profiles = z
  .array(
    z.object({
      $: z.object({ token: said }),
      videoEncoderConfiguration: z.unknown().optional(),
    }),
  )
  .max(200);
const uri = z.object({ uri: z.string().max(2_000) });
const INFORMATION = ["manufacturer", "model", "firmwareVersion"] as const;

/** The digest of the password could be guessed at: it does not go into the message log, nor does what it was made with. */
const redacted = (xml: string): string => xml.replace(/<(Password|Nonce)\b([^>]*)>[^<]*<\//g, "<$1$2>***</");

const readAs = <T>(schema: z.ZodType<T>, data: unknown, what: string): T => {
  const read = schema.safeParse(data);
  if (!read.success) throw cameraFailed("camera.unreadable", `no ${what} in the camera's answer`);
  return read.data;
};

/** Talks to the camera; every socket is closed when `work` is over. Throws what `cameraError` makes of it. */
export const withCamera = async <T>(
  config: CameraConfig,
  { signal, wire }: { readonly signal: AbortSignal; readonly wire: (entry: WireEntry) => void },
  work: (camera: CameraSession) => Promise<T>,
): Promise<T> => {
  const line = openLine(config.tls);
  const { hostname, port, path, username, password, tls } = config;
  const account = username === "" ? {} : { username, password };
  // preserveAddress: what a camera believes its address to be is not where we send a password to.
  const cam = new Cam({
    hostname,
    port,
    path,
    ...account,
    useSecure: tls,
    agent: line.agent,
    autoconnect: false,
    preserveAddress: true,
  });
  const what = `POST ${tls ? "https" : "http"}://${hostname}:${port}${path}`;
  const contentType = "application/soap+xml";
  cam.on("rawRequest", (xml: string) => wire({ direction: "out", what, contentType, bytes: Buffer.from(redacted(xml)) }));
  cam.on("rawResponse", (xml: string, status?: number) =>
    wire({ direction: "in", what, contentType, bytes: Buffer.from(xml), ...(status === undefined ? {} : { status }) }),
  );

  let fail: ((error: unknown) => void) | undefined;
  // The library says nothing where an answer breaks off after its head.
  line.onIdle((tooLarge) =>
    fail?.(
      tooLarge
        ? cameraFailed("camera.unreadable", "the camera's answer is larger than allowed")
        : cameraFailed("device.offline", "the camera closed the line without an answer"),
    ),
  );
  const ask = async (begin: (done: Done) => void): Promise<unknown> => {
    const late = (): void => {
      line.close();
      fail?.(cameraFailed("device.offline", "the camera did not answer in time"));
    };
    try {
      return await new Promise((resolve, reject) => {
        fail = reject;
        if (signal.aborted) return late();
        signal.addEventListener("abort", late, { once: true });
        begin((error, data) => (error ? reject(cameraError(error)) : resolve(data)));
      });
    } finally {
      fail = undefined;
      signal.removeEventListener("abort", late);
    }
  };

  /** Where its services are; cameras older than GetServices know GetCapabilities. */
  const services = async (): Promise<void> => {
    try {
      await ask((done) => cam.getServices(false, done));
    } catch (error) {
      if (cameraError(error).code !== "camera.unreadable") throw error;
      await ask((done) => cam.getCapabilities(done));
    }
  };
  const allProfiles = async (): Promise<unknown> => {
    try {
      return await ask((done) => cam.getProfiles(done));
    } catch (error) {
      // Some say they have the newer media service, and fail in it.
      if (cam.media2Support !== true || cameraError(error).code !== "camera.unreadable") throw error;
      cam.media2Support = false;
      return ask((done) => cam.getProfiles(done));
    }
  };

  const session: CameraSession = {
    clock: async () => readAs(z.date(), await ask((done) => cam.getSystemDateAndTime(done)), "clock"),
    information: async () => {
      const data = readAs(information, await ask((done) => cam.getDeviceInformation(done)), "device information");
      return Object.fromEntries(INFORMATION.map((name) => [name, said.catch("").parse(data[name]).slice(0, 80)]));
    },
    profile: async () => {
      await services();
      if (cam.uri?.media === undefined && cam.uri?.media2 === undefined)
        throw cameraFailed("camera.no-profile", "the camera has no media service");
      const all = readAs(profiles, await allProfiles(), "media profiles");
      const wanted = config.profile === undefined ? all : all.filter(({ $ }) => $.token === config.profile);
      const best = wanted.find((one) => one.videoEncoderConfiguration !== undefined) ?? wanted[0];
      if (best === undefined) throw cameraFailed("camera.no-profile", `the camera has no media profile ${config.profile ?? ""}`);
      return best.$.token;
    },
    snapshotUri: async (profile) => {
      try {
        // The library writes the token into its XML as it is given.
        const data = await ask((done) => cam.getSnapshotUri({ profileToken: xmlText(profile) }, done));
        return readAs(uri, data, "snapshot address").uri;
      } catch (error) {
        const failed = cameraError(error);
        throw failed.code === "camera.unreadable" ? cameraFailed("camera.no-snapshot", failed.message, error) : failed;
      }
    },
  };
  try {
    return await work(session);
  } catch (error) {
    throw cameraError(error);
  } finally {
    line.close();
  }
};
