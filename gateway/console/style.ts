/**
 * The console's stylesheet, over the tokens, fonts and elements of assets/base.css that all our pages share. One file, served by us, nothing
 * from elsewhere. Contrast of the tokens is computed in test/gateway/public/design.test.ts.
 */
import { createHash } from "node:crypto";

export const STYLE = `
:root { --step-0: 1rem; --step-1: 1.125rem; --step-2: 1.375rem; --touch: 2.5rem; --wide: 84rem; }
body { min-height: 100vh; background: var(--wash); line-height: 1.5; }
.skip { position: absolute; left: .75rem; top: -6rem; z-index: 2; padding: .6rem 1.1rem; background: var(--paper); border-radius: var(--round); font-weight: 600; }
.skip:focus { top: .5rem; }

.top { color: var(--on-brand); background: var(--brand); border-bottom: 3px solid var(--gold); }
.top a { color: inherit; }
.top :focus-visible { outline-color: var(--focus-on-brand); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.5rem; max-width: var(--wide); margin: 0 auto; padding: 0 1.25rem; min-height: 3.5rem; }
.place { display: flex; align-items: center; gap: .6rem; font-weight: 800; text-decoration: none; white-space: nowrap; }
.place img { display: block; border: 1px solid var(--gold); border-radius: .5rem; }
.top ul { display: flex; flex-wrap: wrap; margin: 0; padding: 0; list-style: none; }
.top nav a { display: inline-flex; align-items: center; min-height: 3.5rem; padding: 3px .7rem 0; font-weight: 600; text-decoration: none; border-bottom: 3px solid transparent; }
.top nav a:hover { text-decoration: underline; }
.top nav a[aria-current] { border-bottom-color: var(--gold); }
.who { display: flex; align-items: center; gap: .9rem; margin-left: auto; padding-block: .4rem; line-height: 1.3; text-align: right; }
.who .role { display: block; font-size: .8125rem; }
.who button { color: var(--on-brand); background: transparent; border-color: var(--on-brand); min-height: 2.25rem; padding: .2rem .8rem; white-space: nowrap; }
.who button:hover { background: var(--brand-deep); }

main { max-width: var(--wide); margin: 0 auto; padding: 1.25rem 1.25rem 3rem; }
main:focus { outline: none; }
main.narrow { max-width: 34rem; }
h1 { font-size: 1.625rem; margin-bottom: 1rem; }
h2 { font-size: 1.1875rem; margin: 1.75rem 0 .6rem; }
.card > h2, .card > div > h2:first-child, .card > dl:first-child { margin-top: 0; }
h3 { font-size: 1rem; font-weight: 600; margin: 1rem 0 .3rem; }
p { margin: .5rem 0; max-width: 60rem; }
main ul, main ol { margin: .5rem 0; padding-left: 1.4rem; }
main li + li { margin-top: .25rem; }
.hint { color: var(--ink-soft); font-size: .9375rem; font-weight: 400; }
.lead { font-size: var(--step-1); }
.back { margin-top: 1.5rem; }
.crumbs { margin: -.5rem 0 1rem; font-size: .9375rem; }

.card { padding: 1.1rem 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: var(--round); box-shadow: var(--shade); }
.card + .card, .cols + .cols, .cols + .card, .card + .cols, .card + .tiles, .tiles + .card, .cols > div > * + * { margin-top: 1rem; }
.cols > .card + .card { margin-top: 0; }
main > div + .card, main > div + .cols, main > form + .cols, main > form + .card { margin-top: 1rem; }
.card > :last-child, .card > .act:last-child, .card > p:last-child { margin-bottom: 0; }
.card > .field:first-child { margin: 0 0 .8rem; }
.cols { display: grid; gap: 1rem; align-items: start; }
.cols > * { min-width: 0; }
@media (min-width: 62rem) { .cols { grid-template-columns: minmax(0, 1fr) 25rem; gap: 1.25rem; } .cols.even { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1rem; margin: 0; padding: 0; list-style: none; }
main ul.tiles { margin: 0; padding: 0; }
main .card + ul.tiles { margin-top: 1rem; }
main .tiles li { margin: 0; }
.tiles a { display: block; height: 100%; padding: 1rem 1.25rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-left: 5px solid var(--brand); border-radius: var(--round); box-shadow: var(--shade); text-decoration: none; }
.tiles a:hover { border-color: var(--brand); background: var(--brand-wash); }
.tiles strong { display: block; color: var(--brand); font-size: var(--step-1); }

label, legend { display: block; margin: 0 0 .25rem; font-weight: 600; padding: 0; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.field { margin: .8rem 0; max-width: 30rem; }
.field .hint, .field .wrong { margin: 0 0 .25rem; }
.choice, label.tick { display: flex; gap: .6rem; align-items: center; min-height: 2.25rem; margin: 0; font-weight: 400; }
.choice label { margin: 0; font-weight: 400; flex: 1; padding: .3rem 0; }
input[type=radio], input[type=checkbox] { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--brand); }
input:where([type=text], [type=password], [type=search], [type=date], [type=number]), select { width: 100%; min-height: var(--touch); padding: .3rem .7rem; font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--edge); border-radius: .375rem; }
input[type=date] { width: auto; }
input[type=number] { width: 4.25rem; min-height: 2.25rem; padding: .2rem .4rem; text-align: right; }
input[aria-invalid=true] { border: 2px solid var(--bad); background: var(--bad-wash); }
.inline { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; }
.inline .field { flex: 1 1 14rem; margin: 0; }
.inline label.tick { min-height: var(--touch); }
.pair { display: flex; flex-wrap: wrap; gap: .3rem .8rem; }
.pair label { display: inline-grid; grid-template-columns: 2.75rem auto; gap: .4rem; align-items: center; margin: 0; font-weight: 400; }

button { display: inline-flex; align-items: center; justify-content: center; min-height: var(--touch); padding: .35rem 1.1rem; font: inherit; font-weight: 600; line-height: 1.25; color: var(--brand); background: var(--paper); border: 2px solid var(--brand); border-radius: .375rem; cursor: pointer; }
button:hover { background: var(--brand-wash); }
.main button, button.main, .card.go button { color: var(--on-brand); background: var(--brand); }
.main button:hover, button.main:hover { background: var(--brand-deep); }
.main button { min-height: 3rem; padding-inline: 1.5rem; font-size: var(--step-1); }
.grave button { color: var(--bad); border-color: var(--bad); }
.grave button:hover { background: var(--bad-wash); }
.act { margin: .6rem 0; }
.act > button { margin-top: .2rem; }
.inline > button { margin-top: 0; }
.acts { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .75rem 0; }
.acts .act { margin: 0; }
.acts .act > button { margin: 0; }
.side .main button { width: 100%; }

.problem, .done, .note { margin: 0 0 1rem; padding: .7rem 1rem; border: 1px solid; border-left-width: 5px; border-radius: var(--round); max-width: none; }
.problem { border-color: var(--bad); background: var(--bad-wash); }
.problem h2, .problem p { margin: 0 0 .2rem; }
.problem h2 { font-size: 1.0625rem; color: var(--bad); }
.problem ul { margin: .2rem 0 0; }
ul.problem { padding-left: 1.6rem; }
.done { border-color: var(--good); background: var(--good-wash); }
.note { border-color: var(--warn); background: var(--warn-wash); }
.side .problem, .side .done, .side .note, .card > .done, .card > .note { margin: .5rem 0; }
.wrong { color: var(--bad); font-weight: 600; }
.pill { display: inline-block; padding: .1rem .65rem; font-size: .875rem; font-weight: 600; color: var(--ink-soft); background: var(--wash); border: 1px solid var(--line); border-radius: 1rem; white-space: nowrap; }
.pill.ok { color: var(--good); background: var(--good-wash); border-color: var(--good); }
.pill.warning { color: var(--warn); background: var(--warn-wash); border-color: var(--warn); }
.pill.failing { color: var(--bad); background: var(--bad-wash); border-color: var(--bad); }
.pill.live { color: var(--brand); background: var(--brand-wash); border-color: var(--brand); }

dl { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .35rem 1.25rem; margin: .5rem 0; }
dt { color: var(--ink-soft); }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline-offset: 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: 0 0 .4rem; }
th, td { padding: .5rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { white-space: nowrap; color: var(--ink-soft); font-size: .875rem; font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 600; }
tbody tr:last-child > * { border-bottom: 0; }
td.count, th.count { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.fit { white-space: nowrap; width: 1%; }
td .act, td .act button { margin: 0; }
.middle td, .middle th { vertical-align: middle; }
.papers tbody th { font-weight: 400; font-size: .9375rem; line-height: 1.4; min-width: 16rem; }
.papers button { min-height: 2.25rem; padding: .2rem .9rem; }
.papers .files { margin: 0 0 .4rem; padding: 0; list-style: none; }
.short td:first-child, .short th:first-child { padding-left: 0; }

.ticket { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem; }
.ticket .number { padding: .2rem .9rem; font-size: 2.75rem; line-height: 1.15; color: var(--on-brand); background: var(--brand); border-radius: var(--round); }
.big { margin: 0; font-size: var(--step-2); font-weight: 600; }
.number { display: inline-block; padding: 0 .45rem; font-weight: 800; font-variant-numeric: tabular-nums; color: var(--brand-deep); background: var(--brand-wash); border-radius: .3rem; }
.sum { font-size: 1.75rem; font-weight: 800; font-variant-numeric: tabular-nums; }
.charges { margin: 0; padding: 0; list-style: none; }
main ul.charges { padding: 0; }
.charges > li { padding: .6rem 0; border-top: 1px solid var(--line); margin: 0; }
.charges > li:first-child { border-top: 0; }
.qr { width: 11rem; height: 11rem; padding: .4rem; background: #fff; border: 1px solid var(--line); }
details { margin: .6rem 0; }
summary { display: list-item; padding: .45rem 0; color: var(--link); font-weight: 600; cursor: pointer; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } .who { margin-left: 0; text-align: left; } main { padding-inline: 1rem; } }
@media (max-width: 64rem) { .bar { padding-block: .3rem; } .top nav a { min-height: 2.75rem; } }
@media print { .top, .skip, form { display: none; } body { background: #fff; } }
`;

/** The stylesheet's hash, for its address: browsers keep it, and ask anew when it changed. */
export const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64url").slice(0, 16);
