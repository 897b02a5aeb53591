/** The console's stylesheet: one file, served by us, nothing from elsewhere. Contrast of all text at least 4.5 : 1 (WCAG 2.1 AA). */
export const STYLE = `
:root { --ink: #1b1b1b; --paper: #ffffff; --line: #6b6b6b; --soft: #f2f4f7; --act: #0b4f8a; --bad: #a3161a; --good: #14602f; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1.0625rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
a { color: var(--act); }
:focus-visible { outline: 3px solid #b35c00; outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--paper); }
header { border-bottom: 4px solid var(--act); background: var(--soft); }
header > div, main { max-width: 60rem; margin: 0 auto; padding: .75rem 1rem; }
header > div { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; }
header p { margin: 0; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
header form { margin-left: auto; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
label, legend { display: block; margin: 1rem 0 .3rem; font-weight: 600; }
.hint { margin: 0; color: #4a4a4a; font-size: .95rem; }
fieldset { border: 0; margin: 0; padding: 0; }
.choice { display: flex; gap: .6rem; align-items: baseline; }
.choice label { margin-top: .35rem; font-weight: 400; }
input[type=text], input[type=password] { width: 100%; max-width: 28rem; padding: .5rem; font: inherit; border: 1px solid var(--line); border-radius: 3px; }
[aria-invalid=true] { border: 3px solid var(--bad); }
button { margin-top: 1.25rem; padding: .55rem 1.25rem; font: inherit; color: #fff; background: var(--act); border: 0; border-radius: 3px; cursor: pointer; }
header button { margin: 0; padding: .3rem .8rem; }
.problem { border: 3px solid var(--bad); padding: .5rem 1rem; }
.problem h2 { margin: .25rem 0; }
ul.problem { padding-left: 2.25rem; }
.wrong { margin: 0; color: var(--bad); font-weight: 600; }
.done { border: 3px solid var(--good); padding: .5rem 1rem; }
dl { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: .3rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #c4c4c4; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
.act { margin: .5rem 0; }
.acts { display: flex; flex-wrap: wrap; gap: .5rem; }
.acts button, .act button { margin-top: .5rem; background: #fff; color: var(--act); border: 2px solid var(--act); }
.main button { background: var(--act); color: #fff; font-size: 1.15rem; padding: .8rem 1.6rem; }
.big { font-size: 1.5rem; font-weight: 600; }
.number { font-variant-numeric: tabular-nums; font-weight: 700; background: var(--soft); padding: 0 .4rem; border-radius: 3px; }
label.small { display: inline-flex; gap: .4rem; align-items: center; margin: .2rem .6rem .2rem 0; font-weight: 400; }
label.small input[type=number] { width: 4.5rem; padding: .3rem; font: inherit; }
select, input[type=search], input[type=date] { padding: .5rem; font: inherit; border: 1px solid var(--line); border-radius: 3px; max-width: 100%; }
input[type=search] { width: 100%; max-width: 28rem; }
summary { cursor: pointer; padding: .5rem 0; color: var(--act); }
tr.failing th { border-left: 6px solid var(--bad); }
tr.warning th { border-left: 6px solid #b35c00; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } header form { margin-left: 0; } }
`;
