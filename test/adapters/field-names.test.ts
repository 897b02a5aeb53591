/**
 * Names, orders and codes as the domain notes write them, literally, against the contracts that adapters and simulators share: a name that is
 * wrong in a contract would be wrong on both sides, and no conformance run would see it.
 */
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import * as hub from "../../adapters/civil-status/contract/hub.ts";
import * as registry from "../../adapters/civil-status/contract/registry.ts";
import * as igate from "../../adapters/igate/contract/dossier.ts";
import { logEntry, PROGRESS_PATHS } from "../../adapters/igate/contract/progress.ts";
import { TOKEN_PATH } from "../../adapters/igate/contract/token.ts";
import { CALLBACKS, HOOKS } from "../../adapters/land-registry/contract/callbacks.ts";
import { receivedDossier } from "../../adapters/land-registry/contract/dossier.ts";
import { envelope } from "../../adapters/land-registry/contract/envelope.ts";
import { ELEMENT_ORDER, INTEGRATION, NAMESPACES } from "../../adapters/police/contract/c06.ts";
import { INVOICE_ELEMENTS, publishRequest } from "../../adapters/receipts/contract/receipt.ts";
import { cpMt } from "../../adapters/sms/contract/viettel.ts";
import { rply, rqst } from "../../adapters/sms/contract/vnpt.ts";
import { CODES, PACKAGES, PATHS, sendForm, sendReply, tokenReply } from "../../adapters/social-insurance/contract/gateway.ts";
import { birthNotice, deathNotice } from "../../adapters/social-insurance/contract/papers.ts";
import { NOTICE_XML, noticeLine, noticeMessage } from "../../adapters/tax/contract/notice.ts";
import { proof } from "../../adapters/tax/contract/slip.ts";
import {
  initRequest,
  notice,
  noticeReply,
  PROOF_ORDER,
  TRANSACTION_STATES,
  VERSION,
} from "../../adapters/treasury/contract/platform.ts";

/** "a, b, c" */
const words = (text: string): readonly string[] => text.split(/[\s,|]+/).filter((word) => word !== "");
/** Members of an object's schema, in their order. */
const names = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape);
const sorted = (list: readonly string[]): readonly string[] => [...list].sort();
const has = (schema: { readonly shape: object }, text: string): void => {
  for (const word of words(text)) expect(names(schema)).toContain(word);
};

describe("R-G02 iGate", () => {
  it("R-G02 [§5.1] Keycloak's realm is digo; the call log and the hand-driven report have their roads", () => {
    expect(TOKEN_PATH).toBe("/auth/realms/digo/protocol/openid-connect/token");
    expect(PROGRESS_PATHS).toEqual({
      update: "/ad/api/lienthongDVCLT/capNhatTrangThaiHoSoDVCLTHoTich",
      log: "/ad/api/lienthongDVCLT/getLog",
    });
    expect(igate.DOSSIER_PATHS).toMatchObject({
      search: "/pa/dossier/search",
      publicSearch: "/pa/dossier-search/dvc",
      view: "/pa/api-integration/--data",
      forceEnd: "/pa/dossier/--force-end-process",
    });
    expect(igate.onlinePath("1")).toBe("/pa/dossier/1/--online");
  });
  it("R-G02 [§5.1] a dossier's main keys, its applicant's data, and the fields of the integration view", () => {
    has(
      igate.dossier,
      "id code nationCode isDVCLT dossierStatus dossierTaskStatus applicant eForm procedure agency dossierProgress",
    );
    has(igate.dossier, "appliedDate acceptedDate appointmentDate completedDate applyMethod");
    has(
      igate.applicantData,
      "fullname ownerFullname birthday gender identityNumber identityDate identityAgency phoneNumber email nation province district village address organization noidungyeucaugiaiquyet",
    );
    for (const field of words("commonEForm,detailEForm,dossierFormFile,dossierFee,currentTask"))
      expect(igate.VIEW_FIELDS).toContain(field);
  });
  it("R-G02 [§5.1] a row of the call log: dossierCode, callTime, requestBody, responseBody, securityKey", () =>
    has(logEntry, "dossierCode callTime requestBody responseBody securityKey"));
});

describe("R-B06 civil status", () => {
  it("R-G01 [§5.2] the hub's list item and detail", () => {
    expect(names(hub.listItem)).toEqual(words("id, maDonVi, maTTHC, module, maHoSo, ngayTiepNhan, techId"));
    has(hub.dossierDetail, "data fileDinhKem");
    expect(names(registry.attachedFile)).toEqual(words("id, loaiGiayTo, tenGiayTo, tenTepDinhKem, huyGiayTo, duLieuTepDinhKem"));
    has(hub.tokenReply, "token refreshToken refreshTokenExpiryTime");
  });
  it("R-B06 [§5.2] NhanDKHT: the push and both of its replies", () => {
    expect(names(registry.pushRequest)).toEqual(words("maDonVi, module, maHoSoLT, maHoSoMCDT, ngayTiepNhan, data, fileDinhKem"));
    expect(names(registry.pushReply)).toEqual(words("status, statusDescription, errorCode, errorDescription"));
    expect(sorted(names(registry.pushFault))).toEqual(sorted(words("title, status, errors")));
    for (const module of ["LTKS", "LTKT", "LTKH"]) expect(registry.MODULES).toContain(module);
  });
  it("R-B06 [§5.2] LayKetQua: codes, province and module; a row with state, time, words and result; status as number or text", () => {
    expect(names(registry.pollRequest)).toEqual(words("maDinhDanhHoSo, maTinh, module"));
    has(registry.pollItem, "maHoSoLT, maHoSoMCDT, trangThai, thoiGianThucHien, ghiChu, errors, ketQuaXuLy, nguoiXuLy, chucDanh");
    has(registry.pollItem, "phongBanXuLy, noiDungXuLy, hanBoSungHoSo");
    has(registry.registration, "soDinhDanh, ngayDangKy, soDangKy, quyenSo, trangSo, giayKhaiSinh");
    for (const status of [1, "1"]) expect(registry.pollReply.parse({ status, value: [] }).status).toBe(1);
  });
  it("R-G01 [§5.2] the report to the hub; coQuanXuLy 5 is tư pháp", () => {
    has(hub.reportRequest, "maTTHC, soHoSoLT, coQuanXuLy, maHoSo, trangThai, thoiGianThucHien, ghiChu, ketQuaXuLy, nguoiXuLy");
    has(
      hub.reportRequest,
      "chucDanh, phongBanXuLy, noiDungXuLy, ngayBatDau, ngayKetThucTheoQuyDinh, ngayHenTraTruoc, ngayHenTraMoi",
    );
    has(hub.reportRequest, "hanBoSungHoSo");
    expect(hub.JUSTICE).toBe(5);
  });
  it("R-G01 [§5.2] the phrases: final, retry, bug", () => {
    expect(Object.values(hub.PHRASES)).toEqual(
      expect.arrayContaining([
        "bị từ chối. không thể cập nhật trạng thái",
        "đã tồn tại trong một cửa điện tử",
        "không tồn tại",
        "chưa được gửi",
        "client received soap fault",
        "server error",
        "logic xử lý không hợp lệ",
      ]),
    );
    expect(Object.values(hub.PHRASES).some((phrase) => phrase.startsWith("đã trả kết quả, không được cập nhật"))).toBe(true);
  });
});

describe("R-G05 C06", () => {
  it("R-G05 [§5.3] element order, namespaces, and MaTichHop 037 and 003", () => {
    expect(ELEMENT_ORDER).toEqual(
      words("MaYeuCau, MaDVC, MaTichHop, MaCanBo, MaDonVi, TaiKhoan, SoDienThoai, SoDinhDanh, SoCMND, HoVaTen, NgayThangNamSinh"),
    );
    expect(NAMESPACES).toEqual({ request: "http://dancuquocgia.bca", answer: "http://www.mic.gov.vn/dancu/1.0" });
    expect(INTEGRATION).toEqual({ TraCuuThongTinCongDan: "037", XacThucThongTinCongDan: "003" });
  });
});

/** tenCon → TEN_CON: how clients name a field, and how it goes over the wire. */
const onWire: Readonly<Record<string, string>> = {
  maGcs: "MA_GCS",
  tenCon: "TEN_CON",
  gioiTinhCon: "GIOI_TINH_CON",
  soCon: "SO_CON",
  lanSinh: "LAN_SINH",
  canNangCon: "CAN_NANG_CON",
  ngaySinhCon: "NGAY_SINH_CON",
  noiSinhCon: "NOI_SINH_CON",
  tinhTrangCon: "TINH_TRANG_CON",
  hotenNnd: "HOTEN_NND",
  ngaysinhNnd: "NGAYSINH_NND",
  soCccdNnd: "SO_CCCD_NND",
  maTheNnd: "MA_THE_NND",
  maBhxhNnd: "MA_BHXH_NND",
  hoTenCha: "HO_TEN_CHA",
  so: "SO",
  quyenSo: "QUYEN_SO",
  nguoiDoDe: "NGUOI_DO_DE",
  maGbt: "MA_GBT",
  hoTen: "HO_TEN",
  ngaySinh: "NGAY_SINH",
  soGiayTo: "SO_GIAYTO",
  loaiGiayTo: "LOAI_GIAYTO",
  dchiThuongTru: "DCHI_THUONGTRU",
  maTinh: "MATINH_THUONGTRU",
  maXa: "MAXA_THUONGTRU",
  ngayTv: "NGAY_TV",
  nguyenNhanTv: "NGUYENNHAN_TV",
  tinhTrangTv: "TINH_TRANG_TV",
  soBaoTu: "SO_BAOTU",
  maCskcb: "MACSKCB",
};

describe("R-G04 social insurance", () => {
  it("R-G04 [§5.4] giấy chứng sinh and giấy báo tử have every field of the notes", () => {
    const birth =
      "maGcs, tenCon, gioiTinhCon, soCon, lanSinh, canNangCon, ngaySinhCon, noiSinhCon, tinhTrangCon, hotenNnd, ngaysinhNnd, soCccdNnd, maTheNnd, maBhxhNnd, hoTenCha, so, quyenSo, nguoiDoDe";
    const death =
      "maGbt, hoTen, ngaySinh, soGiayTo, loaiGiayTo, dchiThuongTru, maTinh, maXa, ngayTv, nguyenNhanTv, tinhTrangTv, soBaoTu, quyenSo, maCskcb";
    for (const name of words(birth)) expect(names(birthNotice)).toContain(onWire[name]);
    for (const name of words(death)) expect(names(deathNotice)).toContain(onWire[name]);
  });
  it("R-G04 [§5.4] ngaySinhCon has 14 digits and ngayTv 12; sex is 1, 2 or 3, the kind of paper 0 to 4, tinhTrangTv 0 or 1", () => {
    const takes = (schema: z.ZodType, values: readonly string[]): readonly boolean[] =>
      values.map((value) => schema.safeParse(value).success);
    const { NGAY_SINH_CON, GIOI_TINH_CON } = birthNotice.shape;
    const { NGAY_TV, LOAI_GIAYTO, TINH_TRANG_TV } = deathNotice.shape;
    expect(takes(NGAY_SINH_CON, ["20260220083000", "202602200830", "20260220"])).toEqual([true, false, false]);
    expect(takes(NGAY_TV, ["202602200830", "20260220083000", "20260220"])).toEqual([true, false, false]);
    expect(takes(GIOI_TINH_CON, ["1", "2", "3", "0", "4"])).toEqual([true, true, true, false, false]);
    expect(takes(LOAI_GIAYTO, ["0", "1", "2", "3", "4", "5"])).toEqual([true, true, true, true, true, false]);
    expect(takes(TINH_TRANG_TV, ["0", "1", "2"])).toEqual([true, true, false]);
  });
  it("R-G04 [§5.4] mã số BHXH has 10 digits; a card 15 characters, or the 10 digits of new ones", () => {
    const fits = (field: "MA_BHXH_NND" | "MA_THE_NND", value: string): boolean =>
      birthNotice.shape[field].safeParse(value).success;
    expect(["4612345678", "461234567", "46123456789"].map((value) => fits("MA_BHXH_NND", value))).toEqual([true, false, false]);
    const cards = ["TE1464612345678", "4612345678", "TE146461234567", "T11464612345678", "1E1464612345678"];
    expect(cards.map((value) => fits("MA_THE_NND", value))).toEqual([true, true, false, false, false]);
  });
  it("R-G04 [§5.4] roads, kinds of package with their roots, form fields, answers, codes 200 and 501", () => {
    expect(PATHS).toMatchObject({
      token: "/api/token/take",
      healthPapers: "/api/hososuckhoe/guiGiayToDienTu",
      documents: "/api/chungtugw/GuiHoSoChungTu2025",
    });
    expect(PACKAGES).toMatchObject({
      documents: { loaiHs: "39" },
      deathNotice: { loaiHs: "60", root: "HSDLGBT" },
      birthNotice: { loaiHs: "61", root: "HSDLGCS" },
    });
    expect(sorted(names(sendForm))).toEqual(sorted(words("maCskcb, token, id_token, username, password, loaiHs, fileBase64Str")));
    has(sendReply, "MaKetQua, MaGD, ThoiGianTiepNhan");
    has(tokenReply, "maKetQua, APIKey");
    has(tokenReply.shape.APIKey.unwrap().unwrap(), "access_token, id_token, token_type, username, expires_in");
    expect([CODES.done, CODES.sessionExpired]).toEqual(["200", "501"]);
  });
});

describe("R-G03 R-G09 tax and land", () => {
  it("R-G09 [§5.5] VBDLIS: the nine callbacks, each at its own hook", () => {
    const callbacks = words(
      "CungCapSoBienNhan, DongBoTrangThaiLuanChuyenHoSo, DongBoTrangThaiChoBoSung, DongBoTrangThaiDaBoSung, DongBoTrangThaiKetThuc, DongBoKetQuaThue, ThueChuyenTraHoSoDoSai, ThongBaoNhapSaiThuTuc, YeuCauCapNhatHoSo",
    );
    expect(Object.keys(CALLBACKS)).toEqual(callbacks);
    expect(Object.values(HOOKS)).toEqual(callbacks.map((name) => name.charAt(0).toLowerCase() + name.slice(1)));
    has(CALLBACKS.DongBoTrangThaiChoBoSung, "LaTamDung");
    has(CALLBACKS.DongBoTrangThaiDaBoSung, "NgayHenTraMoi");
    has(CALLBACKS.DongBoTrangThaiKetThuc, "TrangThaiKetThuc DanhSachGiayToKetQua");
    has(CALLBACKS.DongBoKetQuaThue, "NgayCoKetQuaThue DanhSachThongBaoThue");
    const [tax] = [CALLBACKS.DongBoKetQuaThue.shape.DanhSachThongBaoThue.unwrap().unwrap()];
    expect(names(tax.element)).toEqual(words("HoTenChu, LoaiThue, SoThongBaoThue, DuongDanThongBaoThue"));
  });
  it("R-G09 [§5.5] TiepNhanHoSo and the envelope of every answer", () => {
    expect(names(receivedDossier)).toEqual(
      words(
        "LaQuyTrinhCapTinh, TinhId, HuyenId, XaId, SoBienNhan, MaHoSoMotCua, NguoiTiepNhan, NgayTiepNhan, NgayHenTra, DiaChiTaiSan, ThongTinNguoiNopDon, ThongTinQuyTrinh, ThongTinThuaDat, DanhSachGiayToDinhKem",
      ),
    );
    expect(names(receivedDossier.shape.ThongTinQuyTrinh)).toEqual(words("MaQuyTrinh, TenQuyTrinh"));
    expect(names(receivedDossier.shape.ThongTinThuaDat.element)).toEqual(
      words("SoThuTuThua, SoHieuBanDo, DienTich, DiaChiChiTiet"),
    );
    expect(names(receivedDossier.shape.DanhSachGiayToDinhKem.element)).toEqual(words("TenGiayTo, SoBanChinh, SoBanSao, TapTin"));
    expect(names(envelope)).toEqual(words("data, status"));
    expect(names(envelope.shape.status)).toEqual(words("success, code, type, time, message"));
  });
  it("R-G03 [§5.5] ThongBaoThue, the XML in it, and ChungTuThue", () => {
    expect(names(noticeMessage)).toEqual(words("SecurityKey, Service, Ngay, IsUpdating, Data"));
    expect(Object.values(NOTICE_XML)).toEqual(words("DATA BODY ROW_LIST MA_HSO LIST"));
    expect(names(noticeLine)).toEqual(words("MA_SO_THUE, SO_QUYET_DINH, NGAY_QUYET_DINH, TEN_TIEUMUC, SO_TIEN"));
    has(proof.shape.Data, "MaHoSo, MaSoThue, SoCMTNguoiNopTien, HoTenNguoiNopTien, UrlFileChungTu, ThongTinThanhToan");
    expect(names(proof.shape.Data.shape.ThongTinThanhToan)).toEqual(
      words("NoiDungThanhToan, ThoiGianThanhToan, MaThongBaoThue, TrangThaiThanhToan, SoTien"),
    );
  });
});

describe("R-G06 payment and receipts", () => {
  it("R-G06 [§5.6] version 1.0.6; MaXacThuc of INIT and QUERY over these values in this order", () => {
    expect(VERSION).toBe("1.0.6");
    expect(PROOF_ORDER.init).toEqual(
      words(
        "LoaiBanTin|PhienBan|MaDoiTac|MaThamChieu|SoTien|LoaiHinhThanhToan|MaKenhThanhToan|MaThietBi|NgonNgu|MaTienTe|MaNganHang|ThongTinGiaoDich|ThoiGianGD|Ip",
      ),
    );
    expect(PROOF_ORDER.query).toEqual(words("LoaiBanTin|PhienBan|MaDoiTac|MaThamChieu|ThoiGianGD"));
  });
  it("R-G06 [§5.6] INIT, the members of ThongTinBienLai, and the rows of what is paid", () => {
    expect(names(initRequest)).toEqual([...PROOF_ORDER.init, "MaXacThuc", "ThongTinBienLai"]);
    const receipt = initRequest.shape.ThongTinBienLai;
    has(receipt, "MaDichVu, MaDVC, TenDVC, MaTTHC, TenTTHC, MaDonVi, TenDonVi, MaHoSo, TKThuHuong, MaNHThuHuong, TenTKThuHuong");
    has(receipt, "MaLoaiHinhThuPhat, KhoBac, SoQD, NgayQD, TaiKhoanThuNSNN, NoiDungThanhToan, HoTenNguoiNop, SoCMNDNguoiNop");
    has(receipt, "DiaChiNguoiNop, HuyenNguoiNop, TinhNguoiNop, PhiLePhi, DSKhoanNop");
    expect(names(receipt.shape.PhiLePhi.element)).toEqual(words("LoaiPhiLePhi, MaPhiLePhi, TenPhiLePhi, SoTien"));
    expect(names(receipt.shape.DSKhoanNop.element)).toEqual(words("NoiDung, SoTien"));
  });
  it("R-G06 [§5.6] the notice, its answer, and TrangThaiGD 1, 3, 4", () => {
    has(
      notice,
      "LoaiBanTin, MaLoi, MaDoiTac, MaThamChieu, SoTien, MaTienTe, MaGiaoDich, MaNganHang, ThoiGianGD, ThongTinGiaoDich, MaXacThuc",
    );
    expect(names(noticeReply)).toEqual(words("MaLoi, MoTaLoi, MaDoiTac, ThoiGianGD, MaXacThuc"));
    expect(TRANSACTION_STATES).toEqual({ paid: "1", pending: "3", failed: "4" });
  });
  it("R-D02 [§5.6] ImportAndPublishInv has eight arguments in this order, an Invoice its elements", () => {
    expect(names(publishRequest)).toEqual(words("Account, ACpass, xmlInvData, username, pass, pattern, serial, convert"));
    for (const name of words(
      "CusCode, CusName, CusTaxCode, CusAddress, PaymentMethod, Products, Total, Amount, AmountInWords, ArisingDate, PaymentStatus",
    ))
      expect(INVOICE_ELEMENTS).toContain(name);
  });
});

describe("R-G08 SMS", () => {
  it("R-G08 [§5.8] Viettel: the ten values of wsCpMt in order; ContentType 0, 1 or F", () => {
    expect(names(cpMt)).toEqual(
      words("User, Password, CPCode, RequestID, UserID, ReceiverID, ServiceID, CommandCode, Content, ContentType"),
    );
    expect(["0", "1", "F", "2"].map((type) => cpMt.shape.ContentType.safeParse(type).success)).toEqual([true, true, true, false]);
  });
  it("R-G08 [§5.8] VNPT: the members of RQST, and RPLY whose ERROR may be text or number", () => {
    expect(names(rqst.shape.RQST)).toEqual(
      words(
        "name, REQID, LABELID, CONTRACTTYPEID, CONTRACTID, TEMPLATEID, PARAMS, SCHEDULETIME, MOBILELIST, ISTELCOSUB, AGENTID, APIUSER, APIPASS, USERNAME, DATACODING",
      ),
    );
    expect(names(rqst.shape.RQST.shape.PARAMS.element)).toEqual(words("NUM, CONTENT"));
    for (const ERROR of ["0", 0]) expect(rply.parse({ RPLY: { name: "x", ERROR, ERROR_DESC: "" } }).RPLY.ERROR).toBe("0");
  });
});
