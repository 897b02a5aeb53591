/** The types of the client's methods, drawn from the generated ones. */
import type { FetchResponse, MaybeOptionalInit } from "openapi-fetch";
import type { OPERATIONS, operations, paths } from "./schema.ts";

type Operations = typeof OPERATIONS;
type OperationId = keyof Operations & keyof operations;

/** HTTP methods that some door takes. */
export type DoorMethod = Operations[OperationId]["method"];
type PathWith<M extends DoorMethod> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];

/** What a door takes as openapi-fetch writes it: `params`, `body`, and everything of fetch's own init. */
type Init<P extends keyof paths, M extends DoorMethod> = MaybeOptionalInit<paths[P], M>;
/** It may be left out where nothing in it is required. */
type InitArguments<I> = Record<never, never> extends I ? [init?: I] : [init: I];
type AnyMedia = `${string}/${string}`;

/** A success; whatever else came is thrown as LienthongError. */
export interface Answer<T> {
  readonly data: T;
  readonly response: Response;
}
type DataOf<Operation, I> =
  Operation extends Record<string | number, unknown> ? NonNullable<FetchResponse<Operation, I, AnyMedia>["data"]> : never;

/** Calls a door by its path. */
export type DoorCall<M extends DoorMethod> = <P extends PathWith<M>, I extends Init<P, M>>(
  path: P,
  ...init: InitArguments<I>
) => Promise<Answer<DataOf<paths[P][M], I>>>;

/** Operations on one dossier, or that make one, under an Idempotency-Key: the commands. */
export type CommandId = {
  [Id in OperationId]: Operations[Id]["key"] extends true
    ? operations[Id]["parameters"] extends { path: infer P }
      ? ["ref"] extends [keyof P]
        ? Id
        : never
      : Id
    : never;
}[OperationId];

type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody: { content: { "application/json": infer B } } }
  ? B
  : never;
type ReceiptOf<Id extends OperationId> = {
  [Status in keyof operations[Id]["responses"]]: operations[Id]["responses"][Status] extends {
    content: { "application/json": infer R };
  }
    ? R
    : never;
}[keyof operations[Id]["responses"]];

/** What a command takes. */
export type CommandInput<Id extends CommandId> = {
  readonly body: BodyOf<Id>;
  /** Idempotency-Key: say it where the same command may be sent again by another run of your program. Absent: a new one. */
  readonly key?: string;
  /** The version that was read: refused with 412 where the dossier has moved on. */
  readonly version?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
} & (operations[Id]["parameters"] extends { path: { ref: string } }
  ? { /** Id, local or national code of the dossier. */ readonly ref: string }
  : { readonly ref?: never });
/** What a command answers. */
export type CommandReceipt<Id extends CommandId> = ReceiptOf<Id>;

type ItemOf<P extends keyof paths> = paths[P] extends {
  get: {
    parameters: { query?: infer Q };
    responses: { 200: { content: { "application/json": { items: (infer Item)[]; next?: string } } } };
  };
}
  ? "cursor" extends keyof NonNullable<Q>
    ? Item
    : never
  : never;
/** Paths of lists that come in pages. */
export type PagedPath = { [P in PathWith<"get">]: [ItemOf<P>] extends [never] ? never : P }[PathWith<"get">];
/** One entry of such a list. */
export type PagedItem<P extends PagedPath> = ItemOf<P>;
export type PagedArguments<P extends PagedPath> = InitArguments<Init<P, "get">>;
