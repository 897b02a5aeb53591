/** One line of the national list as the portal has it (shared data README). Only the shape is checked here. */
import { z } from "zod";

const channelRow = z.object({
  channel: z.string(),
  time: z.string().default(""),
  fees: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
});

const component = z.object({
  group: z.string().nullish(),
  name: z.string(),
  originals: z.number().default(0),
  copies: z.number().default(0),
});

export const nationalRecord = z.object({
  code: z.string(),
  name: z.string(),
  field: z.string(),
  decision: z.string().optional(),
  level: z.string().optional(),
  kind: z.string().optional(),
  subjects: z.string().optional(),
  agency: z.string().optional(),
  coordinating: z.string().optional(),
  result: z.string().optional(),
  channels: z.array(channelRow).default([]),
  components: z.array(component).default([]),
  legal: z.array(z.string()).default([]),
});
export type NationalRecord = z.infer<typeof nationalRecord>;
export type ChannelRow = z.infer<typeof channelRow>;
export type NationalComponent = z.infer<typeof component>;
