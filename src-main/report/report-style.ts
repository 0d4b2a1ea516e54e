// The look of a report: one column of an A4 page, system fonts, hairlines, numbers that line up. Light on every screen.
export const REPORT_STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { background: #eef0f3; }
body {
  max-width: 210mm; margin: 0 auto; padding: 16mm 17mm; background: #fff; color: #171b21;
  font: 13px/1.45 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
header { border-bottom: 2px solid #171b21; padding-bottom: 10px; margin-bottom: 18px; }
.maker { margin: 0; font-size: 11px; letter-spacing: .14em; text-transform: uppercase; color: #454d59; }
h1 { margin: 2px 0 0; font-size: 25px; line-height: 1.2; }
.subtitle { margin: 2px 0 8px; color: #454d59; }
nav ol { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; }
nav a { color: #0a57a6; text-decoration: none; }
nav a:hover, nav a:focus-visible { text-decoration: underline; }
section { margin: 0 0 24px; }
h2 { margin: 0 0 8px; padding-bottom: 3px; border-bottom: 1px solid #bcc2cb; font-size: 17px; break-after: avoid; }
h3 { margin: 20px 0 4px; font-size: 14px; break-after: avoid; }
h4 { margin: 10px 0 2px; font-size: 13px; break-after: avoid; }
h3 + p { break-after: avoid; }
p { margin: 6px 0; max-width: 78ch; }
ul, ol { margin: 6px 0; padding-left: 20px; }
code, .code { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 22px; margin: 10px 0 14px; }
.facts div { min-width: 70px; }
.facts dt { font-size: 11px; color: #454d59; }
.facts dd { margin: 0; font-weight: 600; font-size: 14px; }
.facts dd { white-space: nowrap; }
.facts .good dd { color: #14662f; }
.facts .bad dd { color: #b3251c; }
.facts .warning dd { color: #9a4a00; }
figure { margin: 12px 0 18px; break-inside: avoid; }
figure.small svg { width: 72%; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { margin-top: 4px; font-size: 11.5px; color: #454d59; max-width: 90ch; }
table { min-width: 55%; border-collapse: collapse; margin: 10px 0 16px; font-size: 12px; }
caption { text-align: left; font-weight: 600; font-size: 12px; padding-bottom: 3px; break-after: avoid; }
th { text-align: left; font-weight: 500; color: #454d59; border-bottom: 1px solid #7b8594; padding: 2px 10px 2px 0; vertical-align: bottom; }
td { border-bottom: 1px solid #dfe2e7; padding: 2.5px 10px 2.5px 0; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
tr { break-inside: avoid; }
thead { display: table-header-group; break-after: avoid; }
.number { text-align: right; }
td.number { white-space: nowrap; }
table.wide { width: 100%; font-size: 10.5px; }
table.wide th, table.wide td { padding-right: 7px; }
.good { color: #14662f; }
.bad { color: #b3251c; }
.warning { color: #9a4a00; }
.quiet { color: #454d59; }
td.good, td.bad, td.warning { font-weight: 600; white-space: nowrap; }
td:first-child { white-space: nowrap; }
@page { size: A4; margin: 15mm 14mm 16mm; }
@media print {
  html { background: #fff; }
  body { max-width: none; margin: 0; padding: 0; font-size: 9.6pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav { display: none; }
  h1 { font-size: 19pt; }
  h2 { font-size: 13pt; }
  h3 { font-size: 10.5pt; }
  table { font-size: 8.4pt; }
  table.wide { font-size: 7.4pt; }
  .facts { gap: 6px 16px; }
  .facts dt { font-size: 7.6pt; }
  .facts dd { font-size: 9.6pt; }
  figcaption, caption { font-size: 8.4pt; }
}
`
