// A report as Markdown for a wiki or a ticket: the same sections, pictures as the sentence that stands for them, and the
// data for `verify` in a block at the end.
import { cellText, type Block, type Report, type TableBlock } from './report-block'
import { REPEATABLE_ID } from './repeatable'

/** Signs that would turn text into markup. */
const plain = (text: string): string => text.replace(/[\\`*_[\]<>|]/g, '\\$&').replace(/[\r\n]+/g, ' ')

/** A code span that its own text cannot end. */
const code = (text: string): string => (text.includes('`') ? plain(text) : `\`${text.replaceAll('|', '\\|')}\``)

export function reportMarkdown(report: Report): string {
  const parts = [`# ${plain(report.title)}`, plain(report.subtitle)]
  for (const { title, blocks } of report.sections) parts.push(`## ${plain(title)}`, ...blocks.map(blockMarkdown))
  const data = JSON.stringify(report.repeatable)
  parts.push('## Data', 'For `iov-lab verify`:', `\`\`\`json ${REPEATABLE_ID}\n${data}\n\`\`\``)
  return `${parts.join('\n\n')}\n`
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return plain(block.text)
    case 'prose':
      return block.markdown.trim()
    case 'list':
      return block.items.map((item) => `- ${plain(item)}`).join('\n')
    case 'heading':
      return `### ${plain(block.text)}`
    case 'facts':
      return block.items.map(({ label, value }) => `- ${plain(label)}: **${plain(value)}**`).join('\n')
    case 'figure':
      return `${block.caption === undefined ? '' : `*${plain(block.caption)}* `}${plain(block.says)}`
    case 'table':
      return tableMarkdown(block)
  }
}

function tableMarkdown({ caption, columns, rows }: TableBlock): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    ...(caption === undefined ? [] : [`**${plain(caption)}**`, '']),
    line(columns.map(({ head }) => plain(head))),
    line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---'))),
    ...rows.map((cells) =>
      line(cells.map((cell) => (typeof cell !== 'string' && cell.isCode ? code(cell.text) : plain(cellText(cell))))),
    ),
  ].join('\n')
}
