/**
 * What is on the wire between a client and an ONVIF camera (profile S): namespaces, default path, sample account; no logic.
 * Source: ONVIF Core and Media Service Specifications, WS-Security UsernameToken Profile 1.0.
 */

export const DEVICE_NS = "http://www.onvif.org/ver10/device/wsdl";
export const MEDIA_NS = "http://www.onvif.org/ver10/media/wsdl";
export const SCHEMA_NS = "http://www.onvif.org/ver10/schema";
export const ERROR_NS = "http://www.onvif.org/ver10/error";
export const WSSE_NS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/** How the password stands in the token: Base64(SHA-1(nonce + created + password)). */
export const PASSWORD_DIGEST =
  "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";

export const DEVICE_PATH = "/onvif/device_service";

/** The account with which the simulator and the tests speak. */
export const sampleAccount = { username: "giamsat", password: "mau-camera-quay" } as const;
