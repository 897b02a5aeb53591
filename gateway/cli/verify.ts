/** `lienthong verify`: walks every dossier's hash chain and the seals of the wire log (R-F06). */
import type { OperatorCommand } from "./desk.ts";
import { takesNone } from "./terminal.ts";

const PROGRESS_EVERY = 1_000;

/**
 * Prints every break with the dossier's code; progress goes to stderr. Exit code: 0, or 1 where anything is broken.
 * Errors: those of withHub.
 */
export const verify: OperatorCommand = async (args, { say, complain, withHub }) => {
  takesNone(args);
  return withHub(async (hub) => {
    let checked = 0;
    let broken = 0;
    let cursor: string | undefined;
    do {
      const page = await hub.list({ limit: 200, ...(cursor ? { cursor } : {}) });
      for (const dossier of page.items) {
        const bad = await hub.verifyChain(dossier.id);
        checked += 1;
        if (checked % PROGRESS_EVERY === 0) complain(`… ${checked} hồ sơ`);
        if (bad === undefined) continue;
        broken += 1;
        say(`hồ sơ ${dossier.code ?? dossier.id}: chuỗi băm gãy ở việc thứ ${bad} / hash chain broken at event ${bad}`);
      }
      cursor = page.next;
    } while (cursor);
    const wire = await hub.verifyWire();
    if (wire.firstBad !== undefined)
      say(`nhật ký trao đổi: niêm phong số ${wire.firstBad} không khớp / seal ${wire.firstBad} does not fit`);
    say(
      `${checked} hồ sơ, ${broken} gãy; nhật ký: ${wire.sealed} dòng đã niêm phong, ${wire.unsealed} chưa / ${checked} dossiers, ${broken} broken; log: ${wire.sealed} rows sealed, ${wire.unsealed} not yet`,
    );
    return broken === 0 && wire.firstBad === undefined ? 0 : 1;
  });
};
