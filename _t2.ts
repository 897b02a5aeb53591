import { startPrinter, textSlip } from "./test/adapters/hall/receipt-printer/world.ts";
const w = await startPrinter({firmware:"xprinter"}); const url=w.address("model=xprinter-xp-t80q");
const S=textSlip("Số thứ tự", "A012", "Quầy 3");
const o=await w.print(S,{url}); console.log(o.done&&o.wire[0]!.bytes.length);
for (const k of [0,3,11,12,13,100,2000,5000,7000,7700,7800,7900]) { await w.door("/reset",{}); await w.door("/cut-after",{afterBytes:k}); let t=performance.now();
 const r:any=[]; let m=false; for(let i=1;i<6;i++){ const t=performance.now(); const x=await w.print(S,{url,mayHaveArrived:m,attempt:i,messageId:"x"+k,signal:AbortSignal.timeout(3000)}); r.push(Math.round(performance.now()-t), x.done||x.error.code+":"+x.error.intent); if(x.done)break; m||=x.error.intent==="unknown"; }
 const t2=performance.now(); const p=await w.papers(); console.log(k, r.join(" "), "papers", Math.round(performance.now()-t2), p.map(x=>[x.lines.join("|").slice(0,40),x.complete])); }
await w.close();
