/**
 * A one-stop system in front of the hub, written as a client that knows only the protocol: it logs in, posts envelopes, reads error_code and
 * message. Also: canonical commands as records of DongBoHoSoMC, so that one dossier can be sent through every door (R-J04).
 */
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { DossierCommandInput, Person } from "../../../core/dossier/commands.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { createHub, type Hub, type PartnerAccount } from "../../../core/hub.ts";
import { createApp } from "../../../gateway/app.ts";
import { createLog } from "../../../gateway/log.ts";

export const AGENCY = "H57.122";
/** The unit that sends, in the older form of its id; `PROVINCE` in both. */
export const PROVINCE = "000.00.00.H57";
export const DSTCODE = "VN:GOV:000.00.00.G22:vpcpdvcprovider";
/** Friday 13 February 2026, 10:00 in Huế. */
export const FRIDAY_10 = "2026-02-13T03:00:00.000Z";

export interface Reply {
  readonly error_code: string | number;
  readonly message: string;
  readonly code?: string;
  readonly session?: string;
  readonly result?: readonly Readonly<Record<string, unknown>>[] | null;
}

interface Requests {
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}
export type Item = Readonly<Record<string, unknown>>;

class ClientError extends Error {
  override readonly name = "ClientError";
}

const post = async (
  app: Requests,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  app.request(path, {
    method: "POST",
    headers: { "content-type": "application/json; charset=UTF-8", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** A client of the protocol with one session. */
export const protocolClient = (app: Requests, username: string, password: string, madonvi: string, adapter = "XrdAdapter") => {
  const road = `/${adapter}/RestService/forward/mapi`;
  const query = `?dstcode=${DSTCODE}`;
  let session: string | undefined;
  const login = async (): Promise<Reply> => {
    const reply = (await (await post(app, `${road}/login${query}`, { username, password })).json()) as Reply;
    session = reply.session;
    return reply;
  };
  const raw = async (body: object): Promise<Response> => {
    if (session === undefined) await login();
    return post(app, `${road}/g${query}`, { session, madonvi, ...body });
  };
  const call = async (service: string, body: object = {}): Promise<Reply> =>
    (await (await raw({ service, ...body })).json()) as Reply;
  return {
    login,
    raw,
    call,
    /** The whole of one service on one dossier. */
    sync: (item: Item, isUpdating: "True" | "False" = "False") => call("DongBoHoSoMC", { isUpdating, data: [item] }),
    progress: (...data: readonly Item[]) => call("CapNhatTienDoHoSoMC", { data }),
    find: (mahoso: string) => call("TraCuuHoSo", { mahoso }),
    session: () => session ?? "",
  };
};
export type ProtocolClient = ReturnType<typeof protocolClient>;

const KINDS = { citizen: "1", business: "2", agency: "3", organisation: "4" } as const;
const CHANNELS = { counter: "1", online: "2", post: "3" } as const;

/** `yyyyMMddHHmmss` in Việt Nam. */
export const written = (instant: string): string =>
  new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);

const ownerFields = (owner: Person): Item => ({
  ChuHoSo: owner.fullName,
  LoaiDoiTuong: KINDS[owner.kind],
  ...(owner.identityNumber === undefined
    ? {}
    : {
        DinhDanhCHS: [{ LoaiDinhDanh: owner.identityNumber.length === 12 ? "1" : "2", SoDinhDanh: owner.identityNumber }],
      }),
  ...(owner.taxCode === undefined ? {} : { MaSoThue: owner.taxCode }),
  ...(owner.phone === undefined ? {} : { SoDienThoai: owner.phone }),
  ...(owner.email === undefined ? {} : { Email: owner.email }),
  ...(owner.birthDate === undefined ? {} : { NgaySinh: owner.birthDate.replaceAll("-", "") }),
  ...(owner.address === undefined
    ? {}
    : {
        DiaChi: {
          DiaChiChiTiet: owner.address.detail,
          ...(owner.address.provinceCode === undefined ? {} : { MaTinh: owner.address.provinceCode }),
          ...(owner.address.communeCode === undefined ? {} : { MaXa: owner.address.communeCode }),
        },
      }),
});

/** A canonical submission as REST takes it. */
export type Submit = Omit<Extract<DossierCommandInput, { type: "submit" }>, "type" | "components"> & {
  readonly at?: string;
  readonly components?: readonly {
    readonly componentId: string;
    readonly originals?: number;
    readonly copies?: number;
    readonly files?: readonly unknown[];
  }[];
};

/**
 * A canonical submission as a record of DongBoHoSoMC in status 1 ("Mới đăng ký"), under `code`. Not every one can be said in this protocol:
 * files by hash, a return online, an owner apart from the applicant with all his fields; those throw.
 */
export const recordOf = (command: Submit, code: string, filedAt: string): Item => {
  const { applicant, owner, returnMethod, components = [] } = command;
  if (components.some((one) => (one.files ?? []).length > 0))
    throw new ClientError("files by hash have no form in this protocol");
  if (returnMethod !== undefined && returnMethod.kind !== "inPerson") throw new ClientError("only a return in person");
  if (owner !== undefined) throw new ClientError("an owner apart from the applicant has no full form in this protocol");
  if (applicant.techId !== command.account) throw new ClientError("TechID and account are one field in this protocol");
  return {
    MaHoSo: code,
    MaTTHC: command.procedureCode,
    TenTTHC: "Thủ tục hành chính",
    ...ownerFields(applicant),
    ...(command.account === undefined ? {} : { MaDoiTuong: command.account }),
    ...(command.summary === undefined ? {} : { TrichYeuHoSo: command.summary }),
    ...(command.caseKey === undefined ? {} : { TruongHop: command.caseKey }),
    ...(command.form === undefined ? {} : { ToKhai: command.form }),
    NgayNopHoSo: written(filedAt),
    TrangThaiHoSo: "1",
    HinhThuc: "0",
    DonViXuLy: command.agencyId,
    KenhThucHien: CHANNELS[command.channel],
    DanhSachTepDinhKemKhac: components.flatMap(({ componentId, originals = 0, copies = 0 }) => [
      ...(originals > 0 ? [{ TenGiayTo: componentId, SoLuong: String(originals), LoaiGiayTo: "Bản chính" }] : []),
      ...(copies > 0 ? [{ TenGiayTo: componentId, SoLuong: String(copies), LoaiGiayTo: "Bản sao" }] : []),
    ]),
  };
};

/** A client for one of the hub's partners, with a shared credential made for it. */
export const clientFor = async (hub: Hub, app: Requests, partnerId: string, madonvi: string): Promise<ProtocolClient> => {
  const { credential, secret = "" } = await hub.partners.issue({ partnerId, kind: "shared" });
  return protocolClient(app, credential.id, secret, madonvi);
};

/**
 * Sends a canonical submission through this door under `code` (= the idempotency key, and an alias of the dossier): for tests that send one
 * dossier through every door. `received`: also as received then (status 2), as check and receive by REST. The answer, and the dossier.
 */
export const submitThroughDvcqg = async (
  world: { readonly hub: Hub; readonly app: Requests },
  partnerId: string,
  command: Submit,
  code: string,
  received?: string,
): Promise<{ readonly reply: Reply; readonly dossier: Dossier | undefined }> => {
  const client = await clientFor(world.hub, world.app, partnerId, command.agencyId);
  const record = recordOf(command, code, command.at ?? world.hub.now());
  const reply = await client.sync(
    received === undefined ? record : { ...record, TrangThaiHoSo: "2", NgayTiepNhan: written(received) },
  );
  const found = (await world.hub.namesakes(code)).find((dossier) => dossier.aliases?.includes(code));
  return { reply, dossier: found };
};

const ACCOUNTS: readonly PartnerAccount[] = [
  { id: "mot-cua", name: "Hệ thống một cửa thử", role: "portal", agencies: [AGENCY, "H57.101", PROVINCE] },
  { id: "xa-khac", name: "Một cửa xã khác", role: "portal", agencies: ["H57.123"] },
  { id: "chi-xem", name: "Chỉ tra cứu", role: "portal", agencies: [AGENCY], scopes: ["dossier.read"] },
];

export interface DoorWorld {
  readonly hub: Hub;
  readonly app: ReturnType<typeof createApp>;
  readonly client: ProtocolClient;
  /** Of another of the accounts, or with another unit. */
  as(partnerId: string, madonvi?: string): Promise<ProtocolClient>;
  setNow(instant: string): void;
  /** Real milliseconds, by which sessions end. */
  pass(ms: number): void;
  /** The dossier that the client means by its code. */
  dossier(code: string): Promise<Dossier>;
  counted(): Promise<number>;
  readonly lines: string[];
  stop(): Promise<void>;
}

/** Opens the door over a hub in memory. */
export const openDoor = async (): Promise<DoorWorld> => {
  let now = FRIDAY_10;
  let real = Date.parse(FRIDAY_10);
  const lines: string[] = [];
  const hub = await createHub({
    dataDir: "memory",
    catalogs: loadCatalogs(),
    adapters: [],
    secret: "thu-nghiem".repeat(5),
    role: "gateway",
    clock: () => now,
    log: createLog("silent"),
  });
  await hub.start();
  const keys = new Map<string, { readonly id: string; readonly secret: string }>();
  for (const account of ACCOUNTS) {
    await hub.partners.put(account);
    const { credential, secret = "" } = await hub.partners.issue({ partnerId: account.id, kind: "shared" });
    keys.set(account.id, { id: credential.id, secret });
  }
  const app = createApp(hub, {
    wallClock: () => real,
    log: createLog("debug", { write: (line: string) => void lines.push(line) }),
  });
  const as = async (partnerId: string, madonvi = AGENCY): Promise<ProtocolClient> => {
    const key = keys.get(partnerId);
    if (key === undefined) throw new ClientError(`no account ${partnerId}`);
    return protocolClient(app, key.id, key.secret, madonvi);
  };
  return {
    hub,
    app,
    client: await as("mot-cua"),
    as,
    setNow: (instant) => {
      now = instant;
    },
    pass: (ms) => {
      real += ms;
    },
    dossier: async (code) => {
      const found = (await hub.namesakes(code)).find((one) => one.aliases?.includes(code) || one.nationalCode === code);
      if (found === undefined) throw new ClientError(`no dossier ${code}`);
      return found;
    },
    counted: async () => (await hub.list({ limit: 200 })).items.length,
    lines,
    stop: () => hub.stop(),
  };
};

/** A counter dossier of DongBoHoSoMC with every field of domain.md §1.3; received, status 2. */
export const fullRecord = (code: string, more: Item = {}): Item => ({
  MaHoSo: code,
  SoBienNhan: "BN-0001",
  MaTTHC: "1.001193.000.00.00.H57",
  TenTTHC: "Đăng ký khai sinh",
  MaLinhVuc: "G15-HT01",
  TenLinhVuc: "Hộ tịch",
  ChuHoSo: "Nguyễn Văn Thử",
  LoaiDoiTuong: "1",
  MaDoiTuong: "TECHID-0000012",
  SoGiayToChuHoSo: "001099000012",
  DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "001099000012" }],
  ThongTinKhac: "Nộp hộ",
  Email: "thu@congdan.example",
  Fax: "0234000000",
  SoDienThoai: "+84 900 000 012",
  TrichYeuHoSo: "Đăng ký khai sinh cho con",
  GhiChu: "Ghi chú của cán bộ",
  NgayNopHoSo: "20260213081500",
  NgayTiepNhan: "20260213083000",
  NgayHenTra: "20260213163000",
  NgayTra: "",
  NgayKetThucXuLy: "",
  NgayTuChoi: null,
  TrangThaiHoSo: "2",
  ThongTinTra: "",
  HinhThuc: "0",
  DonViXuLy: AGENCY,
  KenhThucHien: "1",
  NoiNopHoSo: "2",
  DuocThanhToanTrucTuyen: "0",
  HoSoCoThanhPhanSoHoa: "1",
  TaiKhoanDuocXacThucVoiVNeID: "1",
  DSKetNoiCSDL: [{ MaCSDL: "7" }],
  TaiLieuNop: [
    {
      TepDinhKemId: "101",
      TenTepDinhKem: "giay-chung-sinh.pdf",
      IsDeleted: "False",
      MaThanhPhanHoSo: "gcs",
      DuongDanTaiTepTin: "https://tep.motcua.example/101",
      DuocSoHoa: "1",
      DuocTaiSuDung: "0",
      DuocLayTuKhoDMQG: "0",
      MaKetQuaThayThe: "",
    },
  ],
  DanhSachLePhi: [{ TenPhiLePhi: "Lệ phí bản sao", MaPhiLePhi: "LP01", HinhThucThu: "1", Gia: "8.000", LoaiPhiLePhi: "1" }],
  DanhSachTepDinhKemKhac: [{ TenGiayTo: "tk", SoLuong: 1, LoaiGiayTo: "1" }],
  DanhSachHoSoBoSung: [],
  DanhSachGiayToKetQua: [],
  ...more,
});

/** A row of CapNhatTienDoHoSoMC with every field of domain.md §1.4. */
export const row = (code: string, TrangThai: string, ThoiDiemXuLy: string, NoiDungXuLy: string, more: Item = {}): Item => ({
  MaHoSo: code,
  NguoiXuLy: "Trần Thị Cán Bộ",
  ChucDanh: "Công chức tư pháp - hộ tịch",
  ThoiDiemXuLy,
  PhongBanXuLy: "Bộ phận Một cửa",
  NoiDungXuLy,
  TrangThai,
  NgayBatDau: ThoiDiemXuLy,
  NgayKetThucTheoQuyDinh: "20260213163000",
  ...more,
});
