/** The log of what a simulator received: every request with the fault it met and how it was answered. Secrets never get in. */

export interface Received {
  readonly no: number;
  /** The simulator's clock. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, cut at 64 KiB, passwords and sessions masked; null where it was never read. */
  readonly body: string | null;
  /** HTTP status; "cut" where the connection broke; null while it is open. */
  readonly answered: number | "cut" | null;
  /** The answer's text, cut at 64 KiB. */
  readonly answer: string | null;
  readonly fault: { readonly id: string; readonly kind: string } | null;
}

/** A log of a long fault test must not eat the machine. */
const KEPT = 50_000;
const SHOWN = 65_536;
const SECRET_HEADER = /^(authorization|cookie|set-cookie|access_token|lgspaccesstoken|(?:x-)?api-?key|.*signature)$/i;
const SECRET_QUERY = /([?&])(password|client_secret|secret|securitycode|access_token|token)=[^&]*/gi;
const SECRET_VALUE =
  /"(password|matkhau|apipass|client_secret|secret|securitykey|securitycode|session|access_token|id_token|token)"(\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
const SECRET_FORM = /(^|&)(password|client_secret|secret)=[^&]*/gi;
/** Elements of SOAP and XML partners: Password (Viettel), ACpass and pass (receipts), userPass (their look-up), with or without a prefix. */
const SECRET_ELEMENT =
  /<((?:[\w.-]+:)?(?:\w*pass(?:word|wd)?|matkhau|secret|securitykey|token))(\s[^<>]*)?(?<!\/)>[\s\S]*?<\/\1\s*>/gi;

/** Masked before it is cut, so that no secret loses the quote or the end tag that gives it away. */
const masked = (text: string): string =>
  text
    .replace(SECRET_VALUE, '"$1"$2"***"')
    .replace(SECRET_FORM, "$1$2=***")
    .replace(SECRET_ELEMENT, "<$1$2>***</$1>")
    .slice(0, SHOWN);

export interface ReceivedFilter {
  readonly after?: number | undefined;
  readonly path?: string | undefined;
  readonly contains?: string | undefined;
  /** The last n of those. */
  readonly limit?: number | undefined;
}

export interface ReceivedLog {
  readonly open: (at: string, request: Request) => number;
  readonly update: (no: number, change: Partial<Pick<Received, "body" | "answered" | "answer" | "fault">>) => void;
  readonly list: (filter?: ReceivedFilter) => readonly Received[];
  readonly count: () => number;
  readonly clear: () => void;
}

/**
 * In memory: the last 50,000 requests, oldest first, numbered from 1; `count` counts all since `clear`. `at` is the simulator's
 * clock. An update of a request that is no longer kept does nothing.
 */
export const createReceivedLog = (): ReceivedLog => {
  let entries = new Map<number, Received>();
  let count = 0;
  return {
    open: (at, request) => {
      const no = ++count;
      const { pathname, search } = new URL(request.url);
      const headers: Record<string, string> = {};
      for (const [name, value] of request.headers) headers[name] = SECRET_HEADER.test(name) ? "***" : value;
      entries.set(no, {
        no,
        at,
        method: request.method,
        path: pathname + search.replace(SECRET_QUERY, "$1$2=***"),
        headers,
        body: null,
        answered: null,
        answer: null,
        fault: null,
      });
      if (entries.size > KEPT) entries.delete(no - KEPT);
      return no;
    },
    update: (no, change) => {
      const entry = entries.get(no);
      if (entry === undefined) return;
      const body = change.body == null ? entry.body : masked(change.body);
      const answer = change.answer == null ? entry.answer : masked(change.answer);
      entries.set(no, { ...entry, ...change, body, answer });
    },
    list: ({ after = 0, path, contains, limit } = {}) => {
      const found = [...entries.values()].filter(
        (entry) =>
          entry.no > after &&
          (path === undefined || entry.path.includes(path)) &&
          (contains === undefined || (entry.body ?? "").includes(contains)),
      );
      return limit === undefined ? found : found.slice(-limit);
    },
    count: () => count,
    clear: () => {
      entries = new Map();
      count = 0;
    },
  };
};
