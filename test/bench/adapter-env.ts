/** Both adapters on, towards an address where nobody answers: their messages are written, and nobody sends them. */
import { simulatorSettings } from "../../gateway/cli/simulator-settings.ts";

export const benchAdapterEnv = (url: string): Record<string, string> => simulatorSettings({ "dvc-portal": url, post: url });
