/** The account that the simulated receipt service expects unless told otherwise, and a sample receipt. Synthetic throughout. */

export const sampleAccount = {
  account: "hue-phat-hanh",
  acPass: "mat-khau-phat-hanh",
  username: "hue-dich-vu",
  password: "mat-khau-dich-vu",
  pattern: "01BLP0-001",
  serial: "BH-26E",
} as const;

export const sampleKey = "H57.101-260302-0001.1";

/** `xmlInvData` of one receipt: a lệ phí of 8,000 đồng paid online. */
export const sampleInvoices = `<Invoices><Inv><key>${sampleKey}</key><Invoice><CusCode>H57.101-260302-0001</CusCode><CusName>Nguyễn Văn Thử</CusName><CusTaxCode></CusTaxCode><CusAddress>12 đường Thử Nghiệm</CusAddress><PaymentMethod>TTO</PaymentMethod><Products><Product><ProdName>Lệ phí hộ tịch</ProdName><ProdUnit>Hồ sơ</ProdUnit><ProdQuantity>1</ProdQuantity><ProdPrice>8000</ProdPrice><Amount>8000</Amount><Extra2>1</Extra2></Product></Products><Total>8000</Total><Amount>8000</Amount><AmountInWords>Tám nghìn đồng</AmountInWords><ArisingDate>02/03/2026</ArisingDate><PaymentStatus>1</PaymentStatus></Invoice></Inv></Invoices>`;
