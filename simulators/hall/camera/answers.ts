/** What the camera says of itself: device service and media service. */
import { DEVICE_NS, DEVICE_PATH, MEDIA_NS } from "../../../adapters/hall/camera/contract/onvif.ts";
import { tag } from "../../kit/xml.ts";

export interface Profile {
  readonly token: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
}
export const PROFILES: readonly [Profile, Profile] = [
  { token: "chinh", name: "Luồng chính", width: 1280, height: 720 },
  { token: "phu", name: "Luồng phụ", width: 640, height: 360 },
];
export const MEDIA_PATH = "/onvif/media_service";
const SOURCE = "nguon-1";

const block = (name: string, ...inner: readonly string[]): string => `<${name}>${inner.join("")}</${name.split(" ")[0]}>`;

/** GetSystemDateAndTime: the camera's clock in UTC. */
export const dateAndTime = (ms: number): string => {
  const at = new Date(ms);
  return block(
    "tds:GetSystemDateAndTimeResponse",
    block(
      "tds:SystemDateAndTime",
      tag("tt:DateTimeType", "Manual"),
      tag("tt:DaylightSavings", false),
      block("tt:TimeZone", tag("tt:TZ", "ICT-7")),
      block(
        "tt:UTCDateTime",
        block(
          "tt:Time",
          tag("tt:Hour", at.getUTCHours()),
          tag("tt:Minute", at.getUTCMinutes()),
          tag("tt:Second", at.getUTCSeconds()),
        ),
        block(
          "tt:Date",
          tag("tt:Year", at.getUTCFullYear()),
          tag("tt:Month", at.getUTCMonth() + 1),
          tag("tt:Day", at.getUTCDate()),
        ),
      ),
    ),
  );
};

export const deviceInformation = (model: string): string =>
  block(
    "tds:GetDeviceInformationResponse",
    tag("tds:Manufacturer", "Lienthong Sim"),
    tag("tds:Model", model),
    tag("tds:FirmwareVersion", "2.4.1"),
    tag("tds:SerialNumber", "SIM0001"),
    tag("tds:HardwareId", "1.0"),
  );

/** GetServices: where device and media service are, by the origin that the camera believes it has. */
export const services = (origin: string): string =>
  block(
    "tds:GetServicesResponse",
    ...[
      [DEVICE_NS, DEVICE_PATH],
      [MEDIA_NS, MEDIA_PATH],
    ].map(([namespace = "", path = ""]) =>
      block(
        "tds:Service",
        tag("tds:Namespace", namespace),
        tag("tds:XAddr", `${origin}${path}`),
        block("tds:Version", tag("tt:Major", 2), tag("tt:Minor", 60)),
      ),
    ),
  );

/** GetCapabilities, which older clients ask. */
export const capabilities = (origin: string): string =>
  block(
    "tds:GetCapabilitiesResponse",
    block(
      "tds:Capabilities",
      block("tt:Device", tag("tt:XAddr", `${origin}${DEVICE_PATH}`)),
      block("tt:Media", tag("tt:XAddr", `${origin}${MEDIA_PATH}`)),
    ),
  );

/** @param encoder false: the profiles have no VideoEncoderConfiguration, as some cameras' never have. */
export const profiles = (encoder: boolean): string =>
  block(
    "trt:GetProfilesResponse",
    ...PROFILES.map(({ token, name, width, height }) =>
      block(
        `trt:Profiles token="${token}" fixed="true"`,
        tag("tt:Name", name),
        block(
          `tt:VideoSourceConfiguration token="vsc-${token}"`,
          tag("tt:Name", "Nguồn hình"),
          tag("tt:UseCount", 2),
          tag("tt:SourceToken", SOURCE),
          `<tt:Bounds x="0" y="0" width="${width}" height="${height}"/>`,
        ),
        encoder
          ? block(
              `tt:VideoEncoderConfiguration token="vec-${token}"`,
              tag("tt:Name", "Mã hóa hình"),
              tag("tt:UseCount", 1),
              tag("tt:Encoding", "H264"),
              block("tt:Resolution", tag("tt:Width", width), tag("tt:Height", height)),
              tag("tt:Quality", 4),
            )
          : "",
      ),
    ),
  );

export const videoSources = (): string =>
  block(
    "trt:GetVideoSourcesResponse",
    block(
      `trt:VideoSources token="${SOURCE}"`,
      tag("tt:Framerate", 25),
      block("tt:Resolution", tag("tt:Width", PROFILES[0].width), tag("tt:Height", PROFILES[0].height)),
    ),
  );

export const snapshotUri = (uri: string): string =>
  block(
    "trt:GetSnapshotUriResponse",
    block(
      "trt:MediaUri",
      tag("tt:Uri", uri),
      tag("tt:InvalidAfterConnect", false),
      tag("tt:InvalidAfterReboot", false),
      tag("tt:Timeout", "PT0S"),
    ),
  );
