/** From what is known to what is drawn: pure, so that the picture is only markup. */
import type { SimAction } from "../../kit/types.ts";
import type { HubDevice, HubHall, MetalState, Snapshot } from "./states.ts";
import { type Key, SCREEN_ZONES, THINGS, type Zone } from "./things.ts";

/** One screen of the hub that hangs or stands in the hall. */
export interface HallScreen {
  readonly deviceId: string;
  readonly kind: string;
  readonly name: string;
  readonly url: string;
}

/** A simulator as the picture needs it. */
export interface Stand {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly actions: readonly SimAction[];
}

/** `unknown`: no hub answers. `off`: the hub knows the device, and no connection to it. */
export type Light = HubDevice["state"] | "unknown";

export interface ThingView {
  /** The simulator's or the screen's own id. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly light: Light;
  /** What is wrong, in the hub's words; empty where nothing is. */
  readonly problems: readonly string[];
  readonly tells: readonly string[];
  readonly keys: readonly Key[];
  readonly metal?: MetalState;
  /** Below the simulator's control door. */
  readonly picture?: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly stand?: Stand;
  readonly screen?: HallScreen;
}

export interface DeskView {
  readonly id: string;
  readonly name: string;
  readonly open: boolean;
  readonly ticket?: string;
  readonly serving: boolean;
  /** Its call unit at the hub. */
  readonly unit?: { readonly deviceId: string; readonly light: Light };
  readonly things: readonly ThingView[];
}

export interface HallView {
  readonly name: string;
  readonly hub: "none" | "silent" | "answers";
  readonly entrance: readonly ThingView[];
  readonly wall: readonly ThingView[];
  readonly desks: readonly DeskView[];
  /** At no counter of its own. */
  readonly shared: readonly ThingView[];
  readonly back: readonly ThingView[];
  /** Who sits and waits, by line. */
  readonly waiting: readonly { readonly letter: string; readonly tickets: readonly string[] }[];
  readonly absent: readonly string[];
  /** Every thing by its id, those of the desks too. */
  readonly all: ReadonlyMap<string, ThingView>;
}

const WORST: readonly Light[] = ["failing", "off", "warning", "ok"];
/** The worst of several devices that one simulator stands in for. */
const worst = (devices: readonly HubDevice[]): Light =>
  WORST.find((light) => devices.some(({ state }) => state === light)) ?? "off";

const SUFFIX = / \(mô phỏng\)$/;

const simulatedThing = (stand: Stand, snapshot: Snapshot): ThingView => {
  const thing = THINGS[stand.id];
  const simulated = snapshot.simulated.get(stand.id);
  const devices = snapshot.hub?.devices.filter(({ kind }) => kind === thing?.kind) ?? [];
  const [only, ...others] = devices;
  const picture = thing?.picture?.(simulated?.state);
  return {
    id: stand.id,
    kind: thing?.kind ?? stand.id,
    name: only !== undefined && others.length === 0 ? only.name.vi : stand.title.replace(SUFFIX, ""),
    light: snapshot.answers ? worst(devices) : "unknown",
    problems: snapshot.answers ? [...new Set(devices.flatMap(({ problems }) => problems.map(({ vi }) => vi)))] : [],
    tells: thing?.tells?.(simulated?.state) ?? [],
    keys: thing?.keys?.(simulated?.state) ?? [],
    counts: simulated?.counts ?? {},
    stand,
    ...(simulated?.metal === undefined ? {} : { metal: simulated.metal }),
    ...(picture === undefined ? {} : { picture }),
  };
};

const screenThing = (screen: HallScreen, { hub, answers }: Snapshot): ThingView => {
  const device = hub?.devices.find(({ id }) => id === screen.deviceId);
  return {
    id: screen.deviceId,
    kind: screen.kind,
    name: screen.name,
    light: answers ? (device?.state ?? "off") : "unknown",
    problems: answers ? (device?.problems.map(({ vi }) => vi) ?? []) : [],
    tells: [],
    keys: [],
    counts: {},
    screen,
  };
};

const zoneOf = ({ id, kind }: ThingView): Zone => THINGS[id]?.zone ?? SCREEN_ZONES[kind] ?? "back";

/** The counter that the hub ties a thing to; none where it stands for several devices or for one of the whole hall. */
const counterOf = (thing: ThingView, hub: HubHall | undefined): string | undefined => {
  const tied = hub?.devices.filter(({ id, kind }) => (thing.screen === undefined ? kind === thing.kind : id === thing.id)) ?? [];
  return tied.length === 1 ? tied[0]?.counterId : undefined;
};

/** The hall as it is drawn. The call units are the desks' keys, not things of their own. */
export const hallView = (
  stands: readonly Stand[],
  screens: readonly HallScreen[],
  snapshot: Snapshot,
  hubNamed: boolean,
): HallView => {
  const { hub, answers } = snapshot;
  const things = [
    ...Object.keys(THINGS).flatMap((id) => stands.filter((stand) => stand.id === id)),
    ...stands.filter(({ id }) => !Object.hasOwn(THINGS, id)),
  ].map((stand) => simulatedThing(stand, snapshot));
  const shown = screens.map((screen) => screenThing(screen, snapshot));
  const placed = [...things, ...shown].filter(({ kind }) => kind !== "callUnit");
  const inZone = (zone: Zone): readonly ThingView[] => placed.filter((thing) => zoneOf(thing) === zone);
  const units = hub?.devices.filter(({ kind }) => kind === "callUnit") ?? [];
  const desks = (hub?.counters ?? []).map(({ id, name }): DeskView => {
    const now = hub?.queue.counters.find((counter) => counter.id === id);
    const unit = units.find(({ counterId }) => counterId === id);
    return {
      id,
      name: name.vi,
      open: now?.open === true,
      serving: now?.state === "serving",
      things: inZone("desk").filter((thing) => counterOf(thing, hub) === id),
      ...(now?.ticketId === undefined ? {} : { ticket: now.ticketId }),
      ...(unit === undefined ? {} : { unit: { deviceId: unit.id, light: answers ? unit.state : "unknown" } }),
    };
  });
  const atDesks = new Set(desks.flatMap((desk) => desk.things.map(({ id }) => id)));
  return {
    name: hub?.name.vi ?? "Sảnh một cửa",
    hub: answers ? "answers" : hubNamed ? "silent" : "none",
    entrance: inZone("entrance"),
    wall: inZone("wall"),
    desks,
    shared: inZone("desk").filter(({ id }) => !atDesks.has(id)),
    back: inZone("back"),
    waiting: (hub?.queue.lines ?? []).map(({ letter, waiting }) => ({ letter, tickets: waiting })),
    absent: hub?.queue.absent ?? [],
    all: new Map([...things, ...shown].map((thing) => [thing.id, thing])),
  };
};

/** What a person may do to a device besides its mains, its cable and its troubles. */
export const actsOf = ({ actions }: Stand): readonly SimAction[] =>
  actions.filter(({ method, path }) => method !== "GET" && !path.startsWith("/device/") && !/\/C-\d+\//.test(path));

/** Its own pages and lists, to look at. */
export const looksOf = ({ actions }: Stand): readonly SimAction[] =>
  actions.filter(({ method, path }) => method === "GET" && !path.includes(":"));
