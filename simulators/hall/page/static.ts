/** Style and script of the picture: plain, from here, without anything from elsewhere. */
export const STYLE = `
:root{--ink:#16202a;--paper:#eef1f4;--card:#fff;--line:#c3ccd5;--good:#1a7f37;--warn:#b35c00;--bad:#b3261e;--off:#7b8794;--act:#0b4f8a}
*{box-sizing:border-box}body{margin:0;color:var(--ink);background:var(--paper);font:15px/1.45 system-ui,"Segoe UI","Noto Sans",sans-serif}
header{background:#0b3a66;color:#fff;padding:.8rem 1.2rem}header h1{font-size:1.35rem;margin:0}header p{margin:.2rem 0}header a{color:#cfe5ff}
main{display:grid;grid-template-columns:repeat(auto-fit,minmax(21rem,1fr));gap:1rem;padding:1rem}
.zone{background:#dde4ea;border:2px solid var(--line);border-radius:10px;padding:.6rem .8rem 1rem}.zone h2{font-size:1.05rem;margin:.2rem 0 .6rem}.zone small{color:#44515d;font-weight:400}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.7rem}
.device{background:var(--card);border:1px solid var(--line);border-top:6px solid var(--off);border-radius:8px;padding:.5rem .7rem}
.device[data-state=ok]{border-top-color:var(--good)}.device[data-state=warning]{border-top-color:var(--warn)}.device[data-state=failing]{border-top-color:var(--bad)}
h3{font-size:.98rem;margin:.1rem 0}.light{display:inline-block;width:.75rem;height:.75rem;border-radius:50%;background:var(--off);margin-right:.45rem}
[data-state=ok] .light{background:var(--good)}[data-state=warning] .light{background:var(--warn)}[data-state=failing] .light{background:var(--bad)}
.dark{filter:grayscale(1);background:#d8d8d8}.state{margin:.15rem 0;min-height:1.4em}.counts{font-size:13px;color:#44515d;margin:.2rem 0}
.picture{display:block;max-width:100%;max-height:14rem;margin:.3rem auto;border:1px solid var(--line);background:#fff}.dark .picture{visibility:hidden}.picture[hidden]{display:none}
.knobs{display:flex;flex-wrap:wrap;gap:.3rem;margin:.3rem 0}button{font:inherit;font-size:13px;padding:.25rem .55rem;border:1px solid var(--act);border-radius:5px;background:#fff;color:var(--act);cursor:pointer}
button:focus-visible,a:focus-visible{outline:3px solid #b35c00;outline-offset:1px}
.mains[aria-pressed=true],.cable[aria-pressed=true]{background:#e4f3e7;border-color:var(--good);color:var(--good)}.mains[aria-pressed=false],.cable[aria-pressed=false]{background:var(--bad);border-color:var(--bad);color:#fff}
.trouble{border-color:var(--warn);color:#7a3f00}.trouble[aria-pressed=true]{background:var(--bad);border-color:var(--bad);color:#fff}.open{font-weight:600}
`;

/** Asks for the states every second and a half; presses go to the device's control door through this page's own server. */
export const SCRIPT = `const NAMES={ok:"hoạt động",warning:"cần để ý",failing:"trục trặc",off:"chưa kết nối tới trục"};
const deviceOf=(id)=>"th-"+({"hall-ticket-machine":"ticket-1","hall-call-unit":"call-1","hall-loudspeaker":"speaker-1","hall-receipt-printer":"slip-1","hall-document-printer":"printer-1","hall-document-scanner":"scanner-1","hall-barcode-scanner":"barcode-1","hall-sms-modem":"modem-1","hall-copier-meter":"copier-1"}[id]??id.replace(/^hall-/,"")+"-1");
const show=(card,hub)=>{const state=hub?.state??"off";card.dataset.state=state;card.querySelector(".state").textContent=hub===undefined?"trục chưa trả lời":[NAMES[state],...hub.problems].join(". ")};
const renew=async()=>{let states;try{states=await(await fetch("/states")).json()}catch{document.getElementById("truc").textContent="Các máy mô phỏng không trả lời; có lẽ đã dừng.";return}
document.getElementById("truc").textContent=states.hub===undefined?"Trục liên thông không trả lời.":"Trục liên thông đang chạy; đèn của mỗi thiết bị là điều trục biết về nó.";
for(const [id,device] of Object.entries(states.devices)){const card=document.getElementById(id);if(!card)continue;show(card,states.hub?.[deviceOf(id)]??(states.hub?{state:"off",problems:[]}:undefined));card.classList.toggle("dark",!device.powered);
card.querySelector(".mains")?.setAttribute("aria-pressed",device.powered);card.querySelector(".cable")?.setAttribute("aria-pressed",device.cabled);
for(const button of card.querySelectorAll(".trouble"))button.setAttribute("aria-pressed",device.troubles.includes(button.dataset.trouble));
card.querySelector(".counts").textContent=Object.entries(device.counts).map(([name,count])=>name+": "+count).join(" · ");
const picture=card.querySelector(".picture");if(picture){picture.onerror=()=>{picture.hidden=true};picture.onload=()=>{picture.hidden=false};picture.src=picture.dataset.picture+"?"+Date.now()}}
for(const card of document.querySelectorAll("[data-screen]"))show(card,states.hub?.[card.dataset.screen]??(states.hub?{state:"off",problems:[]}:undefined))};
const post=async(id,path,body)=>{const answer=await fetch("/do/"+id+path,{method:"POST",headers:{"content-type":"application/json"},...(body===""?{}:{body})});
if(!answer.ok)alert("Thiết bị không nhận: "+await answer.text());await renew()};
document.addEventListener("click",(event)=>{const button=event.target.closest("button");if(!button)return;const pressed=button.getAttribute("aria-pressed")==="true";
if(button.classList.contains("mains"))void post(button.dataset.id,"/device/power",JSON.stringify({on:!pressed}));
else if(button.classList.contains("cable"))void post(button.dataset.id,"/device/cable",JSON.stringify({on:!pressed}));
else if(button.classList.contains("trouble"))void post(button.dataset.id,"/device/trouble",JSON.stringify({name:button.dataset.trouble,on:!pressed}));
else if(button.dataset.do)void post(button.dataset.do,button.dataset.path,button.dataset.body)});
void renew();setInterval(()=>void renew(),1500);`;
