/** The OpenAPI document as the fuzz reads it. */

/** A JSON Schema (draft 2020-12) as the document has them. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One operation, where it is, and the document that it is in. */
export interface Described extends Operation {
  readonly method: string;
  readonly path: string;
  readonly document: OpenApi;
}

export class DocumentError extends Error {
  override readonly name = "DocumentError";
}

/** Every operation of a document. */
export const operationsOf = (document: OpenApi): readonly Described[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path, document })),
  );

/** The schema itself: references are followed, and what allOf joins is one. */
export const resolved = (schema: Schema, { components }: OpenApi): Schema => {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/components/schemas/", "");
    const found = components.schemas[name];
    if (found === undefined) throw new DocumentError(`no schema ${schema.$ref}`);
    return resolved(found, { components, paths: {} });
  }
  if (schema.allOf === undefined) return schema;
  const parts = schema.allOf.map((part) => resolved(part, { components, paths: {} }));
  return {
    ...Object.assign({}, schema, ...parts),
    properties: Object.assign({}, schema.properties, ...parts.map((part) => part.properties)),
    required: [schema, ...parts].flatMap((part) => part.required ?? []),
  };
};
