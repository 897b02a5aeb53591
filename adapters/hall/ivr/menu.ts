/**
 * The menu of a call as a machine of states: what is said next and what is waited for. Pure; which dossiers there are is asked of outside, by the step's
 * own question. Three wrong tries in one call end it politely.
 */
import type { Hall } from "../../../catalogs/hall.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { codeParts } from "./codes.ts";
import type { CallState } from "./context.ts";
import { type Action, FINISH_KEY, MOST_DIGITS } from "./contract/call.ts";
import { spokenAgencyCode } from "./speech.ts";
import { tellDossier } from "./tell.ts";
import { type Said, WORDS } from "./words.ts";

const TRIES = 3;
const MENU_SECONDS = 10;
/** Sixteen digits and a look at the slip. */
const CODE_SECONDS = 30;
/** Keys 1–9. */
const MOST_CHOICES = 9;

export interface Step {
  readonly state: CallState;
  readonly actions: readonly Action[];
}

/** What the menu knows of the hall. */
export interface MenuHall {
  readonly hall: Hall;
  readonly operator?: string;
  readonly hours: Said;
}

export interface Found {
  readonly code: string;
  readonly dossier: Dossier;
}

const talk = (said: Said, { lang }: CallState): Action => ({ action: "talk", text: said[lang], lang });
const input = (maxDigits: number, timeoutSeconds: number): Action => ({
  action: "input",
  maxDigits,
  timeoutSeconds,
  finishOnKey: FINISH_KEY,
});
const oneKey = input(1, MENU_SECONDS);
const HANG_UP: Action = { action: "hangup" };

const waitInMenu = (state: CallState, ...said: readonly Said[]): Step => {
  const next: CallState = { ...state, step: "menu", codes: [] };
  return { state: next, actions: [...said.map((one) => talk(one, next)), oneKey] };
};
const waitForCode = (state: CallState, ...said: readonly Said[]): Step => {
  const next: CallState = { ...state, step: "code", codes: [] };
  return {
    state: next,
    actions: [...said, WORDS.askCode].map((one) => talk(one, next)).concat(input(MOST_DIGITS, CODE_SECONDS)),
  };
};
const choices = (state: CallState): Step => ({
  state,
  actions: [
    talk(WORDS.whichAgency, state),
    ...state.codes.map((code, index) => {
      const agencyId = codeParts(code)?.agencyId ?? code;
      return talk(
        WORDS.pressFor(index + 1, { vi: spokenAgencyCode(agencyId, "vi"), en: spokenAgencyCode(agencyId, "en") }),
        state,
      );
    }),
    oneKey,
  ],
});

/** One more wrong try: `again` says the step once more, or the call is over. */
const wrong = (state: CallState, why: Said, again: (state: CallState) => Step): Step => {
  const counted = { ...state, wrong: state.wrong + 1 };
  if (counted.wrong >= TRIES) return { state: counted, actions: [talk(why, counted), talk(WORDS.goodbye, counted), HANG_UP] };
  const step = again(counted);
  return { state: step.state, actions: [talk(why, counted), ...step.actions] };
};

/** The call begins. */
export const begin = (state: CallState, { hall }: MenuHall): Step => waitInMenu(state, WORDS.greeting(hall.name), WORDS.menu);

/** Too many calls from this number. */
export const turnAway = (state: CallState): Step => ({ state, actions: [talk(WORDS.tooMany, state), HANG_UP] });

/** A key in the menu; "" where none was pressed in time. */
export const inMenu = (state: CallState, key: string, { operator, hours }: MenuHall): Step => {
  switch (key) {
    case "1":
      return waitForCode(state);
    case "2":
      return waitInMenu(state, hours, WORDS.menu);
    case "9": {
      const turned: CallState = { ...state, lang: state.lang === "vi" ? "en" : "vi" };
      return waitInMenu(turned, WORDS.menu);
    }
    case "0":
      return operator === undefined
        ? waitInMenu(state, WORDS.noOperator, WORDS.menu)
        : { state, actions: [talk(WORDS.connecting, state), { action: "connect", to: operator }] };
    default:
      return wrong(state, WORDS.wrongKey, (counted) => waitInMenu(counted, WORDS.menu));
  }
};

const tell = (state: CallState, { code, dossier }: Found, hall: Hall): Step => {
  const said = { vi: tellDossier(dossier, code, hall, "vi"), en: tellDossier(dossier, code, hall, "en") };
  return waitInMenu(state, said, WORDS.again);
};

/**
 * A code was typed.
 * @param meant how many codes the keys may mean
 * @param found those of which there is a dossier
 */
export const codeTyped = (state: CallState, meant: number, found: readonly Found[], { hall }: MenuHall): Step => {
  const [first] = found;
  if (first === undefined) return wrong(state, meant === 0 ? WORDS.noCode : WORDS.notFound, waitForCode);
  if (new Set(found.map(({ dossier }) => dossier.id)).size === 1) return tell(state, first, hall);
  return choices({ ...state, step: "agency", codes: found.slice(0, MOST_CHOICES).map(({ code }) => code) });
};

/** The code that a key chooses at step "agency"; undefined for a wrong key. */
export const chosen = (state: CallState, key: string): string | undefined =>
  /^[1-9]$/.test(key) ? state.codes[Number(key) - 1] : undefined;

/** An agency was chosen: its dossier is told; a wrong key asks again. */
export const agencyChosen = (state: CallState, found: Found | undefined, { hall }: MenuHall): Step =>
  found === undefined ? wrong(state, WORDS.wrongKey, choices) : tell(state, found, hall);
