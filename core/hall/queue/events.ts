/**
 * What can happen in a hall's day, by the name it is stored under. No personal data: tickets, counters, ids. Stored for good, so a field may be
 * added here but none renamed.
 * Glossary: taken = đã lấy số · called = đã gọi · out of turn = gọi không theo thứ tự · overtaken = bị người ưu tiên đi trước.
 */
import type { HallCommandOf } from "../commands.ts";
import type { HallEvent } from "../types.ts";

type Recorded<T extends "scanned" | "askDevice" | "deviceChanged"> = Omit<HallCommandOf<T>, "type">;

export interface HallEventData {
  ticketTaken: {
    readonly ticketId: string;
    readonly serviceId: string;
    readonly language: "vi" | "en";
    readonly priority?: string;
    readonly procedureCode?: string;
    readonly dossierId?: string;
  };
  /** `officer`: the name; `officerId`: the person, absent in old events. */
  counterOpened: { readonly counterId: string; readonly officer: string; readonly officerId?: string };
  /** `ticketId`: it was called, nobody had come yet, and it waits again at its place. */
  counterClosed: { readonly counterId: string; readonly ticketId?: string };
  /** `overtaken`: the first of those without priority, who could have been called here. `reason`: out of turn. */
  ticketCalled: {
    readonly ticketId: string;
    readonly counterId: string;
    readonly officer: string;
    readonly officerId?: string;
    readonly language: "vi" | "en";
    readonly overtaken?: string;
    readonly reason?: string;
  };
  /** `calls`: which call this is, from 2. */
  ticketRecalled: {
    readonly ticketId: string;
    readonly counterId: string;
    readonly language: "vi" | "en";
    readonly calls: number;
  };
  ticketServed: { readonly ticketId: string; readonly counterId: string };
  ticketSkipped: { readonly ticketId: string; readonly counterId: string; readonly calls: number };
  ticketBack: { readonly ticketId: string };
  ticketTransferred: {
    readonly ticketId: string;
    readonly counterId: string;
    readonly toServiceId?: string;
    readonly toCounterId?: string;
    readonly reason?: string;
  };
  ticketFinished: { readonly ticketId: string; readonly counterId: string };
  ticketLeft: { readonly ticketId: string; readonly counterId?: string; readonly reason?: string };
  /** `serviceId`: the procedure's right line, where the ticket now waits instead of in its first one. */
  ticketLinked: {
    readonly ticketId: string;
    readonly dossierId?: string;
    readonly procedureCode?: string;
    readonly account?: { readonly has: boolean; readonly id?: string };
    readonly serviceId?: string;
  };
  stepStarted: { readonly ticketId: string; readonly stepId: string; readonly dossierId?: string };
  stepFinished: { readonly ticketId: string; readonly stepId: string };
  /** `ticketIds`: every number that was open. */
  dayClosed: { readonly reason: string; readonly ticketIds: readonly string[] };
  scanned: Recorded<"scanned">;
  deviceAsked: Recorded<"askDevice">;
  deviceChanged: Recorded<"deviceChanged">;
}
export type HallEventType = keyof HallEventData;
export type HallEventOf<T extends HallEventType> = Omit<HallEvent, "type" | "data"> & {
  readonly type: T;
  readonly data: HallEventData[T];
};
export type KnownHallEvent = { [T in HallEventType]: HallEventOf<T> }[HallEventType];
/** An event as a rule makes it: the store gives it day, number and time. */
export type NewHallEvent = {
  [T in HallEventType]: { readonly type: T; readonly data: HallEventData[T] };
}[HallEventType];

/** A stored event with the type of its data. The store holds only what decide() made; an event of a newer version has a type of its own. */
export const known = (event: HallEvent): KnownHallEvent => event as unknown as KnownHallEvent;
