/**
 * Files of the protocol. Most stay with the client and are told by their address, which is kept and never fetched (a hub that fetches what
 * strangers name is a way into the network behind it); some bring their bytes along in base64.
 */
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { bringerOf } from "../../core/hub.ts";
import { FACTS } from "./content.ts";
import type { ServiceContext } from "./context.ts";
import { CODES, failed, type Outcome } from "./protocol.ts";
import type { SyncRecord } from "./record.ts";
import { refusedBy } from "./texts.ts";

const MOST_NAME = 255;
const MOST_NOTE = 4000;

/** The name as the hub takes it: without folders, its ending kept. */
const nameOf = (written: string): string => {
  const bare = written.split(/[\\/]/).at(-1) ?? written;
  if (bare.length <= MOST_NAME) return bare;
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(bare)?.[0] ?? "";
  return `${bare.slice(0, MOST_NAME - ending.length)}${ending}`;
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Stores the files whose bytes came along, by their place in the list; the refusal of the first that may not be stored (R-A07). */
export const storeFiles = async (
  { hub, partner }: ServiceContext,
  files: readonly {
    readonly TenTepDinhKem: string;
    readonly Base64?: string | undefined;
    readonly IsDeleted?: boolean | undefined;
  }[],
): Promise<{ readonly files: ReadonlyMap<number, FileRef> } | Outcome> => {
  const stored = new Map<number, FileRef>();
  for (const [place, file] of files.entries()) {
    if (file.Base64 === undefined || file.IsDeleted === true) continue;
    const name = nameOf(file.TenTepDinhKem);
    const info = await hub.storeBlob(once(Buffer.from(file.Base64, "base64")), name, bringerOf(partner));
    if ("blame" in info) {
      const { message } = refusedBy(info, "");
      return failed(CODES.invalid, `Trường TaiLieuNop[${place + 1}].Base64: ${message.replace(/ \[[^\]]*\]$/, "")}`, info.code);
    }
    stored.set(place, { blob: info.sha256, name, size: info.size, mediaType: info.mediaType });
  }
  return { files: stored };
};

/** Addresses that the dossier's facts hold already. */
const heldAddresses = (dossier: Dossier): string => JSON.stringify(dossier.form?.[FACTS] ?? {});

/**
 * Files that a record tells of and that the dossier's declaration, closed by its receipt, does not hold: as one note. Undefined: none.
 */
export const keepFiles = (record: SyncRecord, dossier: Dossier): string | undefined => {
  const held = heldAddresses(dossier);
  const told = [
    ...record.TaiLieuNop.flatMap(({ TenTepDinhKem: name, DuongDanTaiTepTin: address, IsDeleted }) =>
      address === undefined || IsDeleted === true || held.includes(JSON.stringify(address)) ? [] : [`${name}: ${address}`],
    ),
    ...record.DanhSachGiayToKetQua.flatMap(({ TenGiayTo: name, DuongDanTepTinKetQua: address }) =>
      address === undefined ? [] : [`Kết quả ${name}: ${address}`],
    ),
  ];
  return told.length === 0 ? undefined : `Tệp tại hệ thống một cửa: ${told.join("; ")}`.slice(0, MOST_NOTE);
};
