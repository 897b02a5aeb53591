/** Sample messages, synthetic people only. Tests hold them against the schemas; adapters and simulators start from them. */
import type { CollectedDossier, CollectedReply } from "./collected.ts";
import type { OrderReply, OrderRequest, TrackingItem, TrackingPage } from "./order.ts";

/** What the simulator expects unless told otherwise: Basic credentials, customer code, the secret that signs submissions. */
export const sampleAccount = {
  clientId: "hue-lienthong",
  clientSecret: "mat-khau-thu",
  customerCode: "HCC-HUE-01",
  hookSecret: "bi-mat-thu-buu-dien",
} as const;

export const sampleOrder: OrderRequest = {
  CustomerCode: sampleAccount.customerCode,
  OrderNumber: "H57.132-260213-0001",
  CODAmount: 8000,
  SenderProvince: 53,
  SenderAddress: "1 đường Thử Nghiệm, phường Thuận Hóa",
  SenderName: "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
  SenderTel: "0234000001",
  Description: "Trả kết quả hồ sơ H57.132-260213-0001",
  ReceiverName: "Nguyễn Văn Thử",
  ReceiverAddress: "12 đường Thử Nghiệm",
  ReceiverTel: "0900000012",
  ReceiverProvince: 53,
};
export const sampleOrderReply: OrderReply = { Status: "100", Message: "Tạo đơn hàng thành công" };
export const sampleDuplicate: OrderReply = { Status: "101", Message: "Đơn hàng H57.132-260213-0001 đã tồn tại" };
export const sampleCancelReply: OrderReply = { Status: "110", Message: "Hủy đơn hàng thành công" };

export const sampleDelivered: TrackingItem = {
  _id: { $oid: "698e8d1c0000000000000005" },
  CustomerCode: sampleAccount.customerCode,
  OrderNumber: "H57.132-260213-0001",
  EventTime: 1_771_209_600_000,
  POSID: "530000",
  ItemCode: "EH000000012VN",
  StatusCode: "100",
  StatusMessage: "Phát thành công",
  Notes: "Người nhận: Nguyễn Văn Thử; Giờ phát: 09:40 16/02/2026; Thu hộ: 8000 đồng",
};
export const sampleTrackingPage: TrackingPage = { _embedded: { "rh:doc": [sampleDelivered] } };

export const sampleCollected: CollectedDossier = {
  CustomerCode: sampleAccount.customerCode,
  OrderNumber: "TG-530000-260212-0001",
  ItemCode: "EH000000999VN",
  AgencyCode: "H57.132",
  ArrivalStampDate: "12/02/2026",
  Procedure: {
    Code: "1.004884",
    Title: "Thủ tục đăng ký lại khai sinh",
    Category: "Hộ tịch",
    Elements: [{ Code: "tk", Title: "Tờ khai đăng ký lại khai sinh theo mẫu", Originals: 1, Copies: 0 }],
  },
  IsSendDocument: true,
  DocumentSender: {
    Name: "Lê Thị Thử",
    Tel: "0900000034",
    Address: "34 đường Thử Nghiệm",
    Province: 53,
    Commune: "19789",
    IdentityNumber: "001099000034",
  },
  IsReceiveResult: true,
  ResultReceiver: { Name: "Lê Thị Thử", Tel: "0900000034", Address: "34 đường Thử Nghiệm", Province: 53, Commune: "19789" },
  CODAmount: 0,
  State: 3,
};
export const sampleCollectedReply: CollectedReply = { Status: "100", Message: "Tiếp nhận hồ sơ thành công" };
