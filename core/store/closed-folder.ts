/** Folders of ours in which people's dossiers lie. */
import { chmodSync, mkdirSync, statSync } from "node:fs";

/**
 * Makes a folder that only this user enters, or takes from one that is there what other users of the machine may do: PGlite writes its files for
 * everybody to read and to write (0666). What a group may do stays as it was set; a folder that is somebody else's (a mounted volume) is left
 * alone. Only for folders of our own: the data folder itself may be one that others use too. Errors: Node's own, where it cannot be made.
 */
export const closedFolder = (folder: string): string => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { mode } = statSync(folder);
  if ((mode & 0o007) === 0) return folder;
  try {
    chmodSync(folder, mode & 0o7770);
  } catch {}
  return folder;
};
