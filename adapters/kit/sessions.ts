/**
 * Sessions with partners: one login for many calls. A session belongs to one configuration object, so two adapters, or two
 * hubs in one process, never share one. Times are hub time: the simulators follow the same clock.
 */
import type { Call } from "../../core/exchange/adapter.ts";
import { ExchangeError, isExchangeError } from "../../core/exchange/errors.ts";
import { noAnswer } from "./http-errors.ts";

/** Thrown by an adapter when the partner says that the session is over: nothing was done, log in and try once more. */
export class SessionExpired extends Error {
  constructor(shown = "") {
    super(`session expired${shown === "" ? "" : `: ${shown}`}`);
    this.name = "SessionExpired";
  }
}

export interface Session {
  readonly token: string;
  /** How long the partner says it lives, milliseconds from the login. */
  readonly livesMs: number;
}

export interface Sessions<C> {
  /**
   * Does `work` with a session: the held one, or a new one. Where `work` throws SessionExpired, logs in once more and does it
   * again within the same attempt; a second SessionExpired becomes a retry.
   */
  use<T>(call: Call<C>, work: (token: string) => Promise<T>): Promise<T>;
}

interface Held {
  readonly token: string;
  readonly until: number;
}

/** The partner refused our user or password: a person must look, sending again would only lock the account. */
export const badCredentials = (shown: string): ExchangeError =>
  new ExchangeError("pause", `login refused: ${shown}`, {
    code: "session.credentials",
    blame: "hub",
    hint: {
      vi: "Đối tác không chấp nhận tài khoản kết nối; kiểm tra tên và mật khẩu trong cấu hình, rồi gửi lại thông điệp.",
      en: "The partner does not accept our account; check user and password in the configuration, then redrive the message.",
    },
  });

const stillExpired = (): ExchangeError =>
  new ExchangeError("retry", "the partner calls a fresh session expired", {
    code: "session.expired-again",
    blame: "partner",
    hint: {
      vi: "Đối tác báo phiên vừa mở đã hết hạn; hệ thống sẽ thử lại sau.",
      en: "The partner calls a session that was just opened expired; it is tried again later.",
    },
  });

/** Waits for a shared login, but no longer than the caller's own attempt lasts. */
const within = <T>(shared: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(noAnswer(signal.reason, "read", true));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    void shared.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });

/** A failure of the caller that logged in for everyone, because its own attempt ended; says nothing about the partner. */
const ownEnd = (error: unknown): boolean =>
  isExchangeError(error) && (error.code === "http.timeout" || error.code === "http.not-sent");

/**
 * Sessions of one adapter, held per configuration object.
 * @param options.login opens a session; throws `badCredentials` or what the HTTP client threw. It must be a `read` call: a
 *   second login does no harm.
 * @param options.renewEarlyMs a session is renewed this long before its end, so that it does not end under way.
 */
export const createSessions = <C extends object>(options: {
  readonly login: (call: Call<C>) => Promise<Session>;
  readonly renewEarlyMs: number;
}): Sessions<C> => {
  const states = new WeakMap<C, { held?: Held; pending?: Promise<Held> | undefined }>();

  /** The held session unless it is `bad` or about to end; otherwise one login, shared by all who ask meanwhile. */
  const obtain = async (call: Call<C>, bad?: string): Promise<string> => {
    const state = states.get(call.config) ?? {};
    states.set(call.config, state);
    const { held } = state;
    if (held !== undefined && held.token !== bad && Date.parse(call.now()) < held.until) return held.token;
    const mine = state.pending === undefined;
    state.pending ??= options
      .login(call)
      .then(({ token, livesMs }) => {
        state.held = { token, until: Date.parse(call.now()) + Math.max(livesMs - options.renewEarlyMs, livesMs / 2) };
        return state.held;
      })
      .finally(() => {
        state.pending = undefined;
      });
    try {
      return (await within(state.pending, call.signal)).token;
    } catch (error) {
      if (!mine && !call.signal.aborted && ownEnd(error)) return obtain(call, bad);
      throw error;
    }
  };

  return {
    use: async (call, work) => {
      const first = await obtain(call);
      try {
        return await work(first);
      } catch (error) {
        if (!(error instanceof SessionExpired)) throw error;
      }
      const second = await obtain(call, first);
      try {
        return await work(second);
      } catch (error) {
        throw error instanceof SessionExpired ? stillExpired() : error;
      }
    },
  };
};
