/**
 * A surveillance camera at a counter that speaks ONVIF (profile S): device and media service over SOAP 1.2 with WS-UsernameToken, and a
 * still picture over HTTP with a login of its own. Written from the contract alone.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { DEVICE_PATH, sampleAccount } from "../../../adapters/hall/camera/contract/onvif.ts";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { readSoap, textOf, type XmlElement, XmlReadError } from "../../kit/xml.ts";
import { createMetal } from "../metal.ts";
import {
  capabilities,
  dateAndTime,
  deviceInformation,
  MEDIA_PATH,
  PROFILES,
  profiles,
  services,
  snapshotUri,
  videoSources,
} from "./answers.ts";
import { createLogin } from "./http-login.ts";
import { drawScene } from "./scene.ts";
import { type Account, fault, NOT_AUTHORIZED, soap, tokenCheck } from "./soap.ts";

const options = z.object({
  model: z.string().default("SimCam Q1"),
  counter: z.string().max(40).default("Quầy 1"),
  username: z.string().default(sampleAccount.username),
  password: z.string().default(sampleAccount.password),
  /** Login of the picture's address. */
  pictureLogin: z.enum(["digest", "digest-sha256", "basic", "none"]).default("digest"),
  /** The host that it believes to be, as cameras behind a router do. */
  hostname: z.string().optional(),
  /** Knows GetServices; older cameras do not. */
  getServices: z.boolean().default(true),
  /** How slow it is when it is slow: real milliseconds. */
  slowMs: z.int().min(0).max(600_000).default(20_000),
});

const TROUBLES = {
  passwordChanged: { vi: "Mật khẩu camera bị đổi", en: "The camera's password was changed" },
  noEncoder: { vi: "Luồng hình không có cấu hình mã hóa", en: "Profiles without VideoEncoderConfiguration" },
  notJpeg: { vi: "Trả về dữ liệu không phải ảnh", en: "Delivers no JPEG" },
  slow: { vi: "Trả lời rất chậm", en: "Answers very slowly" },
} as const;

const PICTURE_PATH = "/onvif/picture";
const clockDoor = z.strictObject({ seconds: z.int().min(-31_536_000).max(31_536_000) });
/** Asked without a login, by the book. */
const OPEN: ReadonlySet<string> = new Set(["GetSystemDateAndTime"]);

export default defineSimulator({
  id: "hall-camera",
  title: { vi: "Camera giám sát", en: "Surveillance camera" },
  about: { vi: "Camera ở quầy, giao thức ONVIF, chụp ảnh tĩnh", en: "Camera at a counter, ONVIF, still pictures" },
  options,
  settings: (url) => ({
    LIENTHONG_HALL_TH_CAMERA_1: url.replace(/^http:\/\//, `onvif://${sampleAccount.username}:${sampleAccount.password}@`),
  }),
  createApp: (context, settings) => {
    const metal = createMetal(TROUBLES);
    const tokens = tokenCheck();
    const login = createLogin(settings.pictureLogin, context.random);
    let aheadSeconds = 0;
    let pictures = 0;
    let refusals = 0;

    const nowMs = (): number => context.clock.ms() + aheadSeconds * 1000;
    const account = (): Account => ({
      username: settings.username,
      password: metal.has("passwordChanged") ? `${settings.password}-moi` : settings.password,
    });
    const originOf = (c: Context): string =>
      settings.hostname === undefined ? new URL(c.req.url).origin : `http://${settings.hostname}:${new URL(c.req.url).port}`;

    const pictureOf = (operation: XmlElement, origin: string): Response => {
      const token = textOf(operation, "ProfileToken");
      const profile = PROFILES.find((one) => one.token === token);
      if (profile === undefined) return fault("ter:NoProfile", "The requested profile token does not exist");
      return soap(snapshotUri(`${origin}${PICTURE_PATH}/${profile.token}.jpg?size=${profile.width}&quality=82`));
    };
    const answers: Readonly<Record<string, (operation: XmlElement, origin: string) => Response>> = {
      GetSystemDateAndTime: () => soap(dateAndTime(nowMs())),
      GetDeviceInformation: () => soap(deviceInformation(settings.model)),
      GetCapabilities: (_, origin) => soap(capabilities(origin)),
      ...(settings.getServices ? { GetServices: (_: XmlElement, origin: string) => soap(services(origin)) } : {}),
      GetProfiles: () => soap(profiles(!metal.has("noEncoder"))),
      GetVideoSources: () => soap(videoSources()),
      GetSnapshotUri: pictureOf,
    };

    const app = new Hono();
    app.use(async (_, next) => {
      if (metal.has("slow")) await context.sleep(settings.slowMs);
      return next();
    });
    const serve = async (c: Context): Promise<Response> => {
      let asked: ReturnType<typeof readSoap>;
      try {
        asked = readSoap(await c.req.text());
      } catch (error) {
        if (error instanceof XmlReadError || error instanceof z.ZodError) return fault("ter:WellFormed", "Not well-formed XML");
        throw error;
      }
      const { operation, header, version } = asked;
      if (version !== "1.2") return fault("ter:InvalidArgs", "SOAP 1.2 is spoken here");
      if (!OPEN.has(operation.name) && !tokens.good(header, account(), nowMs())) {
        refusals += 1;
        return NOT_AUTHORIZED();
      }
      const answer = Object.hasOwn(answers, operation.name) ? answers[operation.name] : undefined;
      if (answer === undefined) return fault("ter:ActionNotSupported", "Optional Action Not Implemented", "Receiver");
      return answer(operation, originOf(c));
    };
    app.post(DEVICE_PATH, serve);
    app.post(MEDIA_PATH, serve);
    app.get(`${PICTURE_PATH}/:file`, async (c) => {
      const profile = PROFILES.find(({ token }) => c.req.param("file") === `${token}.jpg`);
      if (profile === undefined) return c.text("Not Found", 404);
      const { pathname, search } = new URL(c.req.url);
      const refused = login.check(c.req.header("authorization"), account(), "GET", pathname + search);
      if (refused !== undefined) return refused;
      if (metal.has("notJpeg"))
        return c.body("<html><body>Camera is starting</body></html>", 200, { "content-type": "image/jpeg" });
      pictures += 1;
      const { width, height } = profile;
      const bytes = await drawScene({ counter: settings.counter, atMs: nowMs(), width, height });
      return c.body(bytes, 200, { "content-type": "image/jpeg" });
    });

    const door = new Hono();
    door.route("/", metal.door);
    door.post("/clock-ahead", async (c) => {
      const wanted = clockDoor.safeParse(await jsonBody(c));
      if (!wanted.success) return badRequest(c, wanted.error);
      aheadSeconds = wanted.data.seconds;
      return c.json({ aheadSeconds });
    });
    door.get("/view", async () => {
      const bytes = await drawScene({ counter: settings.counter, atMs: nowMs(), ...PROFILES[0] });
      return new Response(bytes, { headers: { "content-type": "image/jpeg" } });
    });

    return {
      app,
      reachable: metal.online,
      state: () => ({ device: metal.state(), aheadSeconds, pictures, refusals }),
      counts: () => ({ pictures, refusals }),
      reset: () => {
        metal.reset();
        tokens.forget();
        login.forget();
        aheadSeconds = 0;
        pictures = 0;
        refusals = 0;
      },
      door,
      actions: [
        ...metal.actions,
        {
          method: "POST",
          path: "/clock-ahead",
          vi: "Chỉnh lệch đồng hồ camera (giây)",
          en: "Set the camera's clock wrong",
          example: { seconds: 3600 },
        },
        { method: "GET", path: "/view", vi: "Xem hình camera đang thấy", en: "See what it sees" },
      ],
    };
  },
});
