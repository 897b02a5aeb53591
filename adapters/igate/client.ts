/**
 * An iGate site behind its Keycloak (domain.md §5.1): tokens live 300 s and are renewed 30 s early; a 401 takes a new one once.
 * Files go up and down under /fi; a file that was uploaded twice, or never used, does no harm.
 */
import { z } from "zod";
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Call } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import type { HttpRequest } from "../kit/http.ts";
import { tokenClient } from "../kit/token.ts";
import type { IgateConfig } from "./config.ts";
import { type Refusal, refusal } from "./contract/common.ts";
import { DOSSIER_PATHS, filePath, type StoredFile, uploadReply } from "./contract/dossier.ts";
import { TOKEN_LIFE_SECONDS, TOKEN_PATH, tokenReply } from "./contract/token.ts";
import { refusedBy } from "./phrases.ts";

export type IgateCall = Call<IgateConfig>;

/** R-A07: a file may have 50 MB. */
const MAX_FILE = 50 * 1024 * 1024;

/** The login form: client credentials where there is a secret and no officer's account, else that account. */
const loginForm = ({ clientId, clientSecret, username, password }: IgateConfig): Record<string, string> => {
  const client = { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
  return username === undefined || password === undefined
    ? { grant_type: "client_credentials", ...client }
    : { grant_type: "password", ...client, username, password };
};

const secretsOf = ({ clientSecret, password }: IgateConfig): string[] =>
  [clientSecret, password].filter((secret) => secret !== undefined);

const withToken = tokenClient<IgateConfig>({
  door: (config) => ({
    baseUrl: config.ssoUrl ?? config.url,
    path: TOKEN_PATH,
    form: loginForm(config),
    secrets: secretsOf(config),
    reply: tokenReply,
    lifeSeconds: TOKEN_LIFE_SECONDS,
  }),
  services: ({ url }) => ({ baseUrl: url, maxAnswerBytes: MAX_FILE }),
});

/** One call; a refusal (HTTP 200 with `errors`) is given back as one. Throws ExchangeError. */
export const askOrRefused = <T>(call: IgateCall, request: HttpRequest, schema: z.ZodType<T>): Promise<T | Refusal> =>
  // The refusal first: where every member of an answer is optional, a refusal would pass for one.
  withToken(call, async (http) => (await http.json(request, z.union([refusal, schema]))).body);

/** Whether an answer is a refusal: from status 400 on. A report of progress says 200 in the same place. */
export const isRefusal = (answer: unknown): answer is Refusal => {
  const read = refusal.safeParse(answer);
  return read.success && read.data.status >= 400;
};

/** One call with a token. Throws ExchangeError, also for a refusal. */
export const ask = async <T>(call: IgateCall, request: HttpRequest, schema: z.ZodType<T>): Promise<T> => {
  const answer = await askOrRefused(call, request, schema);
  if (isRefusal(answer)) throw refusedBy(answer, request.kind);
  return answer as T;
};

/** Stores files at iGate, in the order given. Doing it twice leaves unused copies and no more: a `read` to the exchange. */
export const upload = async (call: IgateCall, files: readonly FileRef[]): Promise<readonly StoredFile[]> => {
  if (files.length === 0) return [];
  const form = new FormData();
  for (const { blob, name, mediaType } of files) {
    const bytes = await call.blob(blob);
    form.append("files", new File([Buffer.from(bytes)], name, { type: mediaType }));
  }
  const encoded = new Response(form);
  const contentType = encoded.headers.get("content-type") ?? "multipart/form-data";
  const body = { text: new Uint8Array(await encoded.arrayBuffer()), contentType };
  const kept = await ask(
    call,
    { method: "POST", path: DOSSIER_PATHS.upload, query: { uuid: "1" }, body, kind: "read" },
    uploadReply,
  );
  if (kept.length === files.length) return kept;
  throw wrongFile(`${files.length} files were sent, ${kept.length} are kept`);
};

const wrongFile = (what: string): ExchangeError =>
  new ExchangeError("retry", what, {
    code: "igate.file",
    blame: "partner",
    hint: {
      vi: "Tệp nhận từ hoặc gửi đến iGate không nguyên vẹn; hệ thống sẽ tự thử lại.",
      en: "A file from or to iGate is not whole; it is tried again by itself.",
    },
  });

/** Fetches a file and keeps it. One that is not as long as iGate says is half a file, or an error page: tried again. */
export const download = async (call: IgateCall, { id, filename, size }: StoredFile): Promise<FileRef> => {
  const bytes = await withToken(call, (http) => http.bytes({ method: "GET", path: filePath(id), kind: "read" }));
  if (bytes.byteLength !== size) throw wrongFile(`file ${id} has ${bytes.byteLength} bytes, ${size} were announced`);
  return { name: filename, ...(await call.store(bytes, filename)) };
};
