/** The namespaces of SOAP and of what travels in its header, and our own. */

export const SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
export const SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
export const WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
export const WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
export const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** Our services. A change that breaks callers gets a v2 beside it. */
export const NAMESPACES = { dossiers: "urn:lienthong:dossiers:v1", transfers: "urn:lienthong:transfers:v1" } as const;
export type ServiceId = keyof typeof NAMESPACES;
