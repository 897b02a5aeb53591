/** The OpenAPI document: true, whole and valid; and its page works without a network. */
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../core/dossier/commands.ts";
import { createApp } from "../../gateway/app.ts";
import { dossierSchema, receiptSchema, summarySchema } from "../../gateway/rest/schemas.ts";
import { client, dossier, fakeHub } from "./fake-hub.ts";

interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly responses: Readonly<
    Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, unknown>> }>
  >;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
}
interface Document {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: Readonly<Record<string, object>> };
}

const app = createApp(fakeHub().hub);
const read = async () => (await (await app.request("/openapi.json")).json()) as Document;
const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

/** Pages about the API, not part of it; nor are those of the console. */
const OUTSIDE = new Set(["/openapi.json", "/docs", "/docs/start.js", "/docs/{file}"]);
/** Pages of people, and the units of a hall, whose protocol is adapters/hall/queue-units/README.md. */
const PAGES = /^\w+ \/(?:$|(?:console|assets|tra-cuu|thu-tuc|danh-gia|hall)(?:\/|$))/;

describe("R-J04 the OpenAPI document", () => {
  it("is version 3.1 and names every route of the app, and no other", async () => {
    const document = await read();
    expect(document.openapi).toMatch(/^3\.1\./);
    const routes = app.routes
      .filter((route) => route.method !== "ALL")
      .map((route) => `${route.method.toLowerCase()} ${route.path.replaceAll(/:(\w+)/g, "{$1}")}`)
      .filter((route) => !OUTSIDE.has(route.split(" ")[1] ?? "") && !PAGES.test(route));
    const described = operationsOf(document).map(({ path, method }) => `${method} ${path}`);
    expect(new Set(described)).toEqual(new Set(routes));
    expect(described.length).toBe(new Set(described).size);
  });

  it("has one operation per command, named like it", async () => {
    const ids = operationsOf(await read()).map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(COMMANDS)));
  });

  it("groups its operations under names that generated clients can call a class by, each with a title in Vietnamese first", async () => {
    const document = await read();
    const used = operationsOf(document).map(({ operation }) => operation.tags);
    for (const tags of used) expect(tags).toHaveLength(1);
    expect(new Set(used.flat())).toEqual(new Set(document.tags.map(({ name }) => name)));
    for (const { name, description } of document.tags) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(description).toMatch(/^.+ \/ .+$/);
    }
    for (const { operation } of operationsOf(document)) expect(operation.operationId).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  it("resolves every reference inside itself", async () => {
    const document = await read();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(references.length).toBeGreaterThan(50);
    for (const reference of new Set(references)) {
      const target = reference
        .replace(/^#\//, "")
        .split("/")
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      expect(target, reference).toBeTypeOf("object");
    }
  });

  it("gives every operation a Vietnamese summary, its path parameters, known security and problem answers", async () => {
    const document = await read();
    for (const { path, method, operation } of operationsOf(document)) {
      const where = `${method} ${path}`;
      expect(operation.summary, where).toMatch(/[à-ỹđ]/i);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(
        operation.parameters?.filter((one) => one.in === "path" && one.required).map((one) => one.name) ?? [],
        where,
      ).toEqual(named);
      // An empty one means "or none of these": SOAP callers may prove themselves inside the envelope.
      for (const scheme of (operation.security ?? []).flatMap((one) => Object.keys(one)))
        expect(document.components.securitySchemes, where).toHaveProperty(scheme);
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect(answer.description, where).toBeTruthy();
        // Who asks for a token speaks OAuth: its refusals have the form of RFC 6749 §5.2.
        const oauth = path === "/oauth/token" && ["400", "401"].includes(status);
        // SOAP answers in SOAP.
        const soap = path.startsWith("/soap/") && method === "post";
        const form = oauth ? "application/json" : soap ? "text/xml" : "application/problem+json";
        if (Number(status) >= 400) expect(Object.keys(answer.content ?? {}), where).toEqual([form]);
      }
    }
  });

  it("says that strict bodies take no unknown fields, as the doors do", async () => {
    const { components } = await read();
    expect(components.schemas).toMatchObject({
      ProgressCommand: { additionalProperties: false, required: ["note"] },
      CheckCommand: { oneOf: expect.any(Array) },
    });
  });

  it("describes what is really answered", async () => {
    const { send } = client(fakeHub().hub);
    const one = await (await send("portal", "GET", `/api/v1/dossiers/${dossier().id}`)).json();
    expect(dossierSchema.strict().safeParse(one).error).toBeUndefined();
    const list = (await (await send("portal", "GET", "/api/v1/dossiers")).json()) as { items: unknown[] };
    expect(summarySchema.strict().safeParse(list.items[0]).error).toBeUndefined();
    const receipt = await (await send("portal", "POST", `/api/v1/dossiers/${dossier().id}/progress`, { note: "x" })).json();
    expect(receiptSchema.strict().safeParse(receipt).error).toBeUndefined();
  });
});

describe("the docs page", () => {
  it("loads everything from this server, under a content security policy", async () => {
    const response = await app.request("/docs");
    const page = await response.text();
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const asset of assets) {
      expect(asset).toMatch(/^\/(docs\/|openapi\.json)/);
      expect((await app.request(asset)).status, asset).toBe(200);
    }
  });

  it.each(["/docs/package.json", "/docs/..%2Fpackage.json", "/docs/__proto__"])(
    "gives out the few files it needs, not %s",
    async (path) => {
      expect((await app.request(path)).status).toBe(404);
    },
  );
});
