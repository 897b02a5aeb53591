/** What somebody does next, as data: a command over REST, or a deed at a partner's door. */
import type { CommandType } from "../../../../core/dossier/commands.ts";

export type Deed =
  | { readonly over: "rest"; readonly command: CommandType; readonly body: object }
  | {
      readonly over: "door";
      readonly simulator: string;
      readonly path: string;
      readonly body: object;
      /** Done once under this name; a door that says "not yet" is tried again later. */
      readonly once: string;
    };

export const rest = (command: CommandType, body: object): Deed => ({ over: "rest", command, body });
export const door = (simulator: string, path: string, once: string, body: object): Deed => ({
  over: "door",
  simulator,
  path,
  once,
  body,
});
