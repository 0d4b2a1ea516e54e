// A report as one self-contained page: light, made for A4, no scripts, nothing loaded from anywhere. The lab that ran is
// in it as data, so that the page can be verified.
import { escapeXml } from '../interop/picture/svg-text'
import { proseToHtml } from './markdown-prose'
import { cellText, type Block, type Cell, type Report, type Section, type TableBlock } from './report-block'
import { REPORT_STYLE } from './report-style'
import { REPEATABLE_ID } from './repeatable'

export function reportHtml(report: Report): string {
  // a "<" could end the element that holds the data
  const data = JSON.stringify(report.repeatable).replaceAll('<', '\\u003c')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="IOV Lab">
<title>${escapeXml(report.title)} – IOV Lab report</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<p class="maker">IOV Lab</p>
<h1>${escapeXml(report.title)}</h1>
<p class="subtitle">${escapeXml(report.subtitle)}</p>
<nav aria-label="Sections"><ol>${report.sections.map(({ id, title }) => `<li><a href="#${id}">${escapeXml(title)}</a></li>`).join('')}</ol></nav>
</header>
<main>
${report.sections.map(sectionHtml).join('\n')}
</main>
<script type="application/json" id="${REPEATABLE_ID}">${data}</script>
</body>
</html>
`
}

function sectionHtml({ id, title, blocks }: Section): string {
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escapeXml(title)}</h2>
${blocks.map(blockHtml).join('\n')}
</section>`
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p${block.tone ? ` class="${block.tone}"` : ''}>${escapeXml(block.text)}</p>`
    case 'prose':
      return `<div class="prose">${proseToHtml(block.markdown)}</div>`
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeXml(item)}</li>`).join('')}</ul>`
    case 'heading':
      return `<h3>${escapeXml(block.text)}</h3>`
    case 'facts':
      return `<dl class="facts">${block.items
        .map(
          ({ label, value, tone }) =>
            `<div${tone ? ` class="${tone}"` : ''}><dt>${escapeXml(label)}</dt><dd>${escapeXml(value)}</dd></div>`,
        )
        .join('')}</dl>`
    case 'figure':
      return `<figure${block.isSmall ? ' class="small"' : ''}>${block.svg}${block.caption === undefined ? '' : `<figcaption>${escapeXml(block.caption)}</figcaption>`}</figure>`
    case 'table':
      return tableHtml(block)
  }
}

/** Wider tables have smaller type, so that they fit a page. */
const MANY_COLUMNS = 8

function tableHtml({ caption, columns, rows }: TableBlock): string {
  const isNumber = (index: number) => (columns[index]?.isNumber ? ' class="number"' : '')
  const head = columns
    .map(({ head: text }, index) => `<th scope="col"${isNumber(index)}>${escapeXml(text)}</th>`)
    .join('')
  const body = rows
    .map(
      (cells) => `<tr>${cells.map((cell, index) => cellHtml(cell, columns[index]?.isNumber ?? false)).join('')}</tr>`,
    )
    .join('\n')
  const said = caption === undefined ? '' : `<caption>${escapeXml(caption)}</caption>`
  return `<table${columns.length > MANY_COLUMNS ? ' class="wide"' : ''}>${said}<thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table>`
}

function cellHtml(cell: Cell, isNumber: boolean): string {
  const rich = typeof cell === 'string' ? null : cell
  const classes = [isNumber && 'number', rich?.tone, rich?.isCode && 'code'].filter(Boolean).join(' ')
  return `<td${classes === '' ? '' : ` class="${classes}"`}>${escapeXml(cellText(cell))}</td>`
}
