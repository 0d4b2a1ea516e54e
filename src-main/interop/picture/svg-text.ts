// SVG as text: elements with escaped attributes, numbers without noise, and estimated text widths (nothing can be measured
// here, so estimates are generous).

export type Attributes = Readonly<Record<string, string | number | undefined>>

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Control characters have no place in XML and would make the whole file unreadable. */
export const escapeXml = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- these are what must go
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (sign) => ESCAPES[sign]!)

/** At most two decimals, and never `-0`. */
export const round = (value: number): number => Math.round(value * 100) / 100 + 0

export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value!)}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** The widest of the usual system fonts needs this much of the size per character. */
export const textWidth = (text: string, size: number): number => Math.ceil(text.length * size * 0.6)

/** Text that fits into `width`, with an ellipsis where it had to be cut. */
export function fitted(text: string, size: number, width: number): string {
  const room = Math.max(1, Math.floor(width / (size * 0.6)))
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`
}

export interface TextStyle {
  size: number
  fill?: string
  weight?: number
  anchor?: 'start' | 'middle' | 'end'
}

export const label = (x: number, y: number, text: string, style: TextStyle): string =>
  element(
    'text',
    {
      x,
      y,
      'font-size': style.size,
      fill: style.fill,
      'font-weight': style.weight,
      'text-anchor': style.anchor === 'start' ? undefined : style.anchor,
    },
    escapeXml(text),
  )

/** Part of a path: leaves and arrives vertically. */
export function curve(x1: number, y1: number, x2: number, y2: number): string {
  const reach = Math.max(12, Math.abs(y2 - y1) * 0.55)
  const points = [x1, y1 + reach, x2, y2 - reach, x2, y2].map(round)
  return `C${points.join(' ')}`
}
