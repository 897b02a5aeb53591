/** Texts of messages: templates filled in, dates and money as citizens read them. Pure. */
import type { Instant } from "../../core/time/types.ts";
import { writtenMoment } from "../kit/local-time.ts";
import { type Alphabet, written } from "../kit/sms-text.ts";
import { cut } from "../kit/text.ts";
import { MAX_PARAMETER, TEMPLATES, type TemplateName } from "./contract/templates.ts";

/** "02/03/2026", Việt Nam. */
export const day = (at: Instant): string => writtenMoment(at).slice(6);

/** 1250000 → "1.250.000", đồng. */
export const money = (amount: number): string => String(amount).replaceAll(/\B(?=(?:\d{3})+$)/g, ".");

/** An identity number that somebody wrote into a free text has no place in an SMS: any run of 9 or of 12 digits. */
export const withoutIdentityNumbers = (text: string): string => text.replaceAll(/(?<!\d)(?:\d{12}|\d{9})(?!\d)/g, "***");

/** Parameters as a template takes them: of bounded length, in the message's alphabet. A link is never cut: a cut link leads nowhere. */
export const parameters = (params: readonly string[], alphabet: Alphabet): readonly string[] =>
  params.map((value) => written(isLink(value) ? value : cut(value, MAX_PARAMETER.text), alphabet));

/** A payment link that fits a message. */
export const isLink = (value: string): boolean => /^https?:\/\/\S+$/.test(value) && value.length <= MAX_PARAMETER.link;

/** The finished text of a template: {1} is the first parameter. */
export const textOf = (template: TemplateName, params: readonly string[], alphabet: Alphabet): string =>
  written(TEMPLATES[template].vi, alphabet).replaceAll(/\{(\d)\}/g, (_, number: string) => params[Number(number) - 1] ?? "");
