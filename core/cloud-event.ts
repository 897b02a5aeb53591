/** The feed's events as CloudEvents 1.0 in JSON: what SSE, webhooks and Kafka carry. */
import type { HubEvent } from "./feed/event.ts";

export const EVENT_TYPE_PREFIX = "vn.lienthong.dossier.";

export interface CloudEvent {
  readonly specversion: "1.0";
  /** "<dossier id>/<number>": the same on every road and in every repeat, so that a receiver can tell doubles. */
  readonly id: string;
  readonly source: "/lienthong";
  /** "vn.lienthong.dossier.received" */
  readonly type: string;
  /** The dossier's id. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  /** Extension: where to go on in the feed after this event. */
  readonly cursor: string;
  readonly data: Omit<HubEvent, "cursor">;
}

/** The CloudEvent of an event of the feed. Pure. Source: CloudEvents 1.0.2 §3, JSON event format. */
export const cloudEvent = ({ cursor, ...data }: HubEvent): CloudEvent => ({
  specversion: "1.0",
  id: `${data.dossierId}/${data.seq}`,
  source: "/lienthong",
  type: `${EVENT_TYPE_PREFIX}${data.type}`,
  subject: data.dossierId,
  time: data.at,
  datacontenttype: "application/json",
  cursor,
  data,
});
