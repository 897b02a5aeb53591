import { writeFileSync } from "node:fs";
import { startPrinter } from "./test/adapters/hall/receipt-printer/world.ts";
import { ticketSlip } from "./core/hall/slips/ticket.ts";
import { dossierSlip } from "./core/hall/slips/dossier-slip.ts";
import { appointmentSlip } from "./core/hall/slips/appointment.ts";
import { paymentSlip } from "./core/hall/slips/payment.ts";
const hall:any={name:{vi:"Bộ phận Một cửa phường Thuận Hóa",en:"Thuận Hóa Ward One-Stop Department"},services:[{id:"a",name:{vi:"Hộ tịch – Chứng thực",en:"Civil status – Certification"}}],counters:[{id:"q1",number:1,services:["a"]},{id:"q3",number:3,services:["a"]}]};
const T=ticketSlip({hall,ticket:{id:"A1027",serviceId:"a",takenAt:"2026-03-02T01:05:00.000Z"},priority:{name:{vi:"Người cao tuổi",en:"Elderly"}} as any,estimate:{ahead:12,minutes:25}});
const D=dossierSlip({hall,account:"nguyenvanan.hue",procedure:{code:"1.001193",name:"Đăng ký khai sinh kết hợp đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"},dossierCode:"H57.101-260302-0017",ticketId:"A012",at:"2026-03-02T01:12:00.000Z",counter:3});
const A=appointmentSlip({office:"Trung tâm Phục vụ hành chính công phường Thuận Hóa",dossierCode:"H57.101-260302-0017",procedureName:"Đăng ký khai sinh kết hợp đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",applicantName:"NGUYỄN THỊ HƯỜNG",ownerName:"TRẦN ĐỨC ẨN",papers:[{name:"Tờ khai đăng ký khai sinh theo mẫu",originals:1,copies:0,files:1},{name:"Giấy chứng sinh; trường hợp không có giấy chứng sinh thì nộp văn bản của người làm chứng xác nhận về việc sinh",originals:1,copies:2,files:0}],receivedAt:"2026-03-02T01:20:00.000Z",dueAt:"2026-03-04T09:30:00.000Z",charges:[{name:"Lệ phí đăng ký cư trú",amount:20000,paid:20000},{name:"Phí chuyển phát kết quả qua bưu chính công ích",amount:35500,paid:0}],returnMethod:"inPerson",officer:"Lê Thị Mỹ Ngọc",phone:"0234 3 000 000",lookUpUrl:"https://dichvucong.example/tra-cuu?ma=H57.101-260302-0017"});
const P=paymentSlip({office:"Trung tâm Phục vụ hành chính công phường Thuận Hóa",dossierCode:"H57.101-260302-0017",payerName:"NGUYỄN THỊ HƯỜNG",lines:[{name:"Bản sao trích lục hộ tịch",amount:8000},{name:"Lệ phí đăng ký cư trú",amount:20000}],method:"cash",reference:"TM-260302-0009",at:"2026-03-02T01:31:00.000Z",cashier:"Phạm Văn Tuấn",receiptNumber:"0001234"});
for (const [name,opt,q] of [["e48",{},"model=epson-tm-t20iii"],["e42",{columns:42},"model=epson-tm-t88v"],["e32",{columns:32},"model=epson-tm-p20ii"],["r48",{firmware:"xprinter"},"model=xprinter-xp-t80q"],["r32",{firmware:"xprinter",columns:32},"model=sunmi"],["t32",{firmware:"pos5890",columns:32},"model=pos-5890&text=codepage"]] as const) {
  const w=await startPrinter(opt); 
  for (const s of [T,D,A,P]) { const t=performance.now(); const o=await w.print(s,{url:w.address(q)}); console.log(name,o.done||o.error, Math.round(performance.now()-t), o.done? o.wire[0]?.bytes.length:""); }
  const ps=await w.papers(); for (const p of ps) {console.log(name,p.n,p.complete,p.barcodes,p.qrcodes, p.lines.length); writeFileSync(`/tmp/rp-${name}-${p.n}.png`, await w.png(p.n)); if(name==="r48"&&p.n===3) console.log(p.lines)}
  console.log(await w.unknownCommands()); await w.close();
}
