// The little Markdown that people write in descriptions and notes → HTML: paragraphs, lists, headings, emphasis, code.
// Everything is escaped first, so no text can become an element; links stay text, because a report reaches nothing.
import { escapeXml } from '../interop/picture/svg-text'

function inline(text: string): string {
  return escapeXml(text)
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.endsWith('`') && part.length > 2
        ? `<code>${part.slice(1, -1)}</code>`
        : part.replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>').replace(/\*([^*\s][^*]*)\*/g, '<em>$1</em>'),
    )
    .join('')
}

const BULLET = /^\s*[-*]\s+/
const NUMBER = /^\s*\d{1,3}[.)]\s+/

function block(lines: readonly string[]): string {
  const heading = /^#{1,6}\s+(.*)$/.exec(lines[0]!)
  if (heading) {
    const rest = lines.slice(1)
    return `<h4>${inline(heading[1]!)}</h4>${rest.length > 0 ? block(rest) : ''}`
  }
  for (const [marker, tag] of [
    [BULLET, 'ul'],
    [NUMBER, 'ol'],
  ] as const) {
    if (!marker.test(lines[0]!)) continue
    const items: string[] = []
    for (const line of lines) {
      if (marker.test(line)) items.push(line.replace(marker, ''))
      else items[items.length - 1] += ` ${line.trim()}`
    }
    return `<${tag}>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`
  }
  const list = lines.findIndex((line) => BULLET.test(line))
  if (list > 0) return block(lines.slice(0, list)) + block(lines.slice(list))
  return `<p>${inline(lines.map((line) => line.trim()).join(' '))}</p>`
}

export function proseToHtml(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((part) => part.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .map(block)
    .join('\n')
}
