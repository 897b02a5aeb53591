/** A citizen's SMS answered (R-E02), as it goes out by this telco: kit/sms-look-up.ts says what. */
import { lookUpAnswer } from "../kit/sms-look-up.ts";
import type { TemplateName } from "./contract/templates.ts";
import type { SmsCall } from "./gateways.ts";
import { parameters, textOf } from "./texts.ts";

/** The answer to one SMS, as it goes out. */
export const answerQuery = async (
  text: string,
  call: Pick<SmsCall, "find" | "config">,
): Promise<{ readonly template: TemplateName; readonly params: readonly string[]; readonly text: string }> => {
  const alphabet = call.config.accented ? "ucs2" : "gsm7";
  const [template, ...raw] = await lookUpAnswer(text, call.find);
  const params = parameters(raw, alphabet);
  return { template, params, text: textOf(template, params, alphabet) };
};
