import { styleMarkup } from "./markup.ts";
import { paletteCss } from "./palette.ts";

const MONO = `ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace`;
const SANS = `ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif`;
/** Browsers leave backgrounds out when they print; ours show the state, so they must stay. */
const PRINTED = "print-color-adjust: exact; -webkit-print-color-adjust: exact;";

const TEXT = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 ${SANS}; font-variant-numeric: tabular-nums; }
main, footer { max-width: 1160px; margin: 0 auto; padding: 48px 32px 0; }
footer { padding: 40px 32px 56px; color: var(--soft); font-size: 12.5px; }
article { margin-top: 72px; padding-top: 32px; border-top: 1px solid var(--rule); }
h1, h2 { margin: 0; font-weight: 600; font-size: 25px; line-height: 1.3; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 21px; }
h3 { margin: 48px 0 14px; font-size: 15px; font-weight: 600; }
h4 { margin: 0 0 6px; font-size: 14px; font-weight: 600; overflow-wrap: anywhere; }
h4 code { margin: 0 0.5em; }
h4 small { color: var(--soft); font-size: 13px; font-weight: 400; }
i { font-style: normal; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: 3px; }
code, pre, .diff b { font-family: ${MONO}; font-size: 12.5px; }
code { overflow-wrap: anywhere; font-weight: 400; }
pre { margin: 8px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.lead { max-width: 88ch; text-wrap: pretty; margin: 10px 0 0; color: var(--soft); }
.soft { margin: 4px 0 0; color: var(--soft); font-size: 13px; }
.state { color: var(--tone); font-weight: 400; }
.standing { white-space: nowrap; }
.standing i { color: var(--tone); }
.scroll { position: relative; overflow-x: auto; }
/* A column is made no narrower than its longest word: there is room beyond the edge. */
.scroll .facts :is(td, th) { overflow-wrap: normal; }
.scroll:focus-visible { outline: 2px solid var(--soft); outline-offset: 4px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.error { margin: 24px 0 0; padding: 2px 0 2px 18px; border-left: 3px solid var(--tone); max-width: 82ch; }
.error p { margin: 0 0 6px; overflow-wrap: anywhere; }
.error pre { margin-bottom: 8px; }
.error b { color: var(--tone); }
.error summary { color: var(--soft); font-size: 13px; }`;

const PICTURE = `
.timeline { margin: 40px 0 0; }
figcaption { margin-bottom: 14px; color: var(--soft); font-size: 13px; }
figcaption b { color: var(--ink); font-weight: 600; }
.timeline table { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 1.3; }
.timeline th, .timeline td { padding: 0; text-align: left; font-weight: 400; vertical-align: middle; }
.timeline tr > :nth-child(1) { padding-right: 18px; white-space: nowrap; }
.timeline tr > :nth-child(2) { width: 99%; min-width: 220px; }
.timeline tr > :nth-child(3) { padding-left: 16px; }
.timeline .group th { color: var(--soft); font-size: 12px; }
.place { color: var(--soft); margin-left: 0.35em; }
.timeline svg { display: block; overflow: visible; }
.timeline svg.band { overflow: hidden; }
.tick { stroke: var(--rule); stroke-width: 1; }
.base { stroke: var(--soft); stroke-width: 1; }
line.gate { stroke: var(--good); stroke-width: 1; stroke-dasharray: 2 3; }
text { font-size: 11.5px; fill: var(--soft); }
text.gate { fill: var(--good); }
.band rect { fill: var(--fill); }
.band text { fill: var(--tone); font-size: 11px; }
.edge, .dot { fill: var(--tone); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 12px 0 0; color: var(--soft); font-size: 12px; }
.swatch { display: inline-block; width: 16px; height: 10px; margin-right: 7px; background: var(--fill); border-left: 2px solid var(--tone); ${PRINTED} }`;

const FACTS = `
.change { margin: 0 0 24px; max-width: 108ch; }
.diff div { display: grid; grid-template-columns: 1.4em 1fr; padding: 2px 8px 2px 6px; }
.comes { background: var(--good-fill); ${PRINTED} }
.goes { background: var(--broken-fill); ${PRINTED} }
.stays { color: var(--soft); }
.note { margin: 6px 0 0; color: var(--old); font-size: 13px; max-width: 100ch; text-wrap: pretty; }
.refusal { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 8px 0 0; padding-left: 12px; border-left: 2px solid var(--old); font-size: 13px; }
.request { columns: 2; column-gap: 48px; margin: 0; font-size: 13.5px; }
.request div { display: grid; grid-template-columns: 9.5em 1fr; gap: 12px; padding: 3px 0; break-inside: avoid; }
.facts { border-collapse: collapse; font-size: 13px; }
.facts th, .facts td { padding: 3px 22px 3px 0; text-align: left; font-weight: 400; vertical-align: baseline; }
.facts thead th { padding-bottom: 5px; border-bottom: 1px solid var(--rule); color: var(--soft); }
.facts tbody tr:first-child > * { padding-top: 7px; }
.facts :is(td, th) { overflow-wrap: anywhere; }
.overview { margin-top: 24px; }
.overview + .hint { margin-top: 20px; }
main > .hint { max-width: 100ch; margin: 12px 0 0; font-size: 13px; overflow-wrap: anywhere; }
.chronicle { margin-top: 48px; }
.chronicle > summary { font-weight: 600; }
.chronicle table { margin-top: 12px; }
.chronicle td:first-child { color: var(--soft); white-space: nowrap; }`;

const PLACES = `
@media screen and (max-width: 760px) {
  main, footer { padding-left: 16px; padding-right: 16px; }
  .request { columns: 1; }
}
@media print {
  @page { margin: 15mm 14mm; }
  body { font-size: 10.5pt; }
  main, footer { max-width: none; padding: 0; }
  footer { padding-top: 8mm; }
  h1 { font-size: 17pt; }
  h2 { font-size: 15pt; }
  h3 { margin-top: 9mm; break-after: avoid; }
  article { break-before: page; margin: 0; padding: 0; border: 0; }
  .scroll { overflow: visible; }
  .scroll .facts :is(td, th):not(.standing) { overflow-wrap: anywhere; }
  figure, .change, .error, tr { break-inside: avoid; }
  .timeline table { font-size: 8pt; }
  .timeline tr > :nth-child(1) { padding-right: 10px; }
  .timeline tr > :nth-child(3) { padding-left: 10px; }
  .facts { font-size: 8.5pt; }
  .request { columns: 1; font-size: 9pt; }
  .facts th, .facts td { padding-right: 12px; }
  code, pre, .diff b { font-size: 8pt; }
  /* Paper can't be unfolded. */
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;

const REHEARSAL = `
.rehearsal { padding: 10px 32px; text-align: center; font-weight: 600; color: #2b1d00; background: repeating-linear-gradient(135deg, #f6c944 0 14px, #f9d871 14px 28px); ${PRINTED} }
.rehearsal p { margin: 0; overflow-wrap: anywhere; }
@media screen { .rehearsal { position: sticky; top: 0; z-index: 1; } html { scroll-padding-top: 72px; } }
@media screen and (max-width: 760px) { .rehearsal { padding: 8px 16px; font-size: 14px; } }
@media print {
  .rehearsal { margin-bottom: 6mm; padding: 3mm; border: 1.5pt solid #000; }
  /* Each further page of the paper, which may be handed on alone. */
  @page { @top-center { content: "REHEARSAL"; font: 600 9pt ${SANS}; } }
}`;

/** Of a rehearsal's page alone: what is real has no such word, nowhere. */
export const REHEARSAL_STYLE = styleMarkup(REHEARSAL);

/** Everything about looks, on the screen and on paper. */
export const STYLE = styleMarkup([paletteCss(), TEXT, PICTURE, FACTS, PLACES].join("\n"));
