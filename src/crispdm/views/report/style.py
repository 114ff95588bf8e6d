"""How the page looks: on a screen, on a phone, in the dark, on paper. One accent colour."""

STYLE = """
:root {
  --paper: #ffffff; --soft: #f4f5f3; --ink: #1c2226; --quiet: #566067; --line: #d5dad8; --accent: #0b6a5f;
  --wash: #dcefeb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14191b; --soft: #1d2426; --ink: #e9eeec; --quiet: #a5b1af; --line: #364143; --accent: #67d3c2;
    --wash: #16403a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 4rem 1.5rem 3rem; max-width: 51rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3 { line-height: 1.2; font-weight: 650; text-wrap: balance; letter-spacing: -0.01em; }
h1 { font-size: 2.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.5rem; margin: 0 0 1.25rem; }
h3 { font-size: 1.0625rem; margin: 2rem 0 0.5rem; }
p { margin: 0 0 0.6rem; max-width: 42rem; text-wrap: pretty; }
.kicker { color: var(--quiet); margin: 0 0 0.5rem; font-size: 0.9375rem; }
.lead { font-size: 1.3125rem; line-height: 1.45; margin: 0; text-wrap: balance; }
section { margin-top: 4rem; }
footer { margin-top: 4.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--quiet);
  font-size: 0.9375rem; }
.phases { list-style: none; counter-reset: phase; margin: 2rem 0 0; padding: 0; display: grid; gap: 0.5rem;
  grid-template-columns: repeat(auto-fit, minmax(14.5rem, 1fr)); }
.phases li { counter-increment: phase; padding: 0.8rem 1rem; background: var(--soft);
  border-left: 4px solid var(--line); font-size: 0.9375rem; line-height: 1.4; }
.phases strong { display: block; font-weight: 600; }
.phases strong::before { content: counter(phase) ". "; }
.phases span { color: var(--quiet); }
.phases .done { border-left-color: var(--accent); }
.phases .current { border-left-color: var(--accent); background: var(--wash); }
.phases .current span { color: var(--ink); }
figure { margin: 1.5rem 0 0; }
figcaption { color: var(--quiet); font-size: 0.9375rem; line-height: 1.5; margin-top: 0.75rem; max-width: 42rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg.narrow { display: none; }
svg text { font-size: 13.5px; fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke;
  stroke-linejoin: round; font-variant-numeric: tabular-nums; }
svg .axis { fill: var(--quiet); font-size: 12.5px; }
svg .aim { fill: var(--accent); font-weight: 600; font-size: 12.5px; }
svg .label { font-weight: 600; fill: var(--ink); }
svg .value { fill: var(--quiet); white-space: pre; }
svg .grid { stroke: var(--line); }
svg .start { stroke: var(--quiet); }
svg .iteration { stroke: var(--quiet); stroke-dasharray: 2 3; }
svg .target { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .interval { stroke: var(--ink); stroke-width: 3; stroke-linecap: round; opacity: 0.45; }
svg .dot { fill: var(--ink); }
svg .ring { fill: var(--paper); stroke: var(--ink); stroke-width: 2; }
svg .stay { fill: var(--quiet); }
svg .stay.now { fill: var(--accent); }
svg .on { stroke: var(--quiet); stroke-width: 1.5; }
svg .back { stroke: var(--accent); stroke-width: 2.5; }
svg .head { fill: var(--accent); }
table { width: 100%; border-collapse: collapse; margin: 1.75rem 0 0; font-size: 0.9375rem; line-height: 1.45;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.6rem 1rem 0.6rem 0; border-top: 1px solid var(--line); }
th { font-weight: 600; }
thead th { overflow-wrap: normal; }
td { min-width: 6rem; }
tbody th { min-width: 8.5rem; }
.short { white-space: nowrap; min-width: 0; }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; padding-top: 0; vertical-align: bottom; }
th:last-child, td:last-child { padding-right: 0; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; padding: 0.4rem 0; font-size: 0.9375rem; }
dt { font-weight: 600; }
dd { margin: 0; }
@media (max-width: 40rem) {
  body { padding: 2rem 1.25rem 2rem; font-size: 1rem; }
  h1 { font-size: 1.875rem; }
  .lead { font-size: 1.125rem; }
  section { margin-top: 3rem; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  table, caption, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  tbody tr { border-top: 1px solid var(--line); padding: 0.75rem 0; }
  th, td { border: 0; padding: 0.1rem 0; min-width: 0; }
  td { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0.75rem; }
  td::before { content: attr(data-label); color: var(--quiet); }
  .short { white-space: normal; }
  td:empty { display: none; }
  dl div { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  :root {
    --paper: #ffffff; --soft: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb; --accent: #0b6a5f;
    --wash: #ffffff;
  }
  @page { margin: 18mm 16mm; }
  html { font-size: 9.5pt; }
  body { padding: 0; max-width: none; }
  section { margin-top: 1.75rem; }
  h3, figure { margin-top: 0.75rem; }
  .phases { margin-top: 1rem; }
  h2, h3, caption { break-after: avoid; break-inside: avoid; }
  figure, tr, .phases li, dl div { break-inside: avoid; }
  thead { display: table-header-group; }
  .phases li { border: 1px solid var(--line); border-left-width: 4px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
