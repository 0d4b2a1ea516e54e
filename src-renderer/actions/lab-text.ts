// What a person pastes: a lab, or a part of one, as it comes out of an editor, a page, a chat or a mail.

export type PastedText = { kind: 'lab'; text: string } | { kind: 'part'; fragment: object } | { kind: 'other' }

const SAYS_LAB = /^[ \t{]*["']?format["']?[ \t]*:[ \t]*["']?iov-lab\/\d/m
const FENCE = /^[ \t]*(```|~~~)[^\n]*\n([^]*?)^[ \t]*\1[ \t]*$/m

/** Without what programs put around text: a fence of Markdown, marks of a quotation, one indentation of all lines. */
function bare(text: string): string {
  let lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\u00A0', ' ')
    .replaceAll('\r\n', '\n')
    .split('\n')
  const written = (): string[] => lines.filter((line) => line.trim() !== '')
  while (written().length > 0 && written().every((line) => /^[ \t]*>/.test(line))) {
    lines = lines.map((line) => line.replace(/^[ \t]*> ?/, ''))
  }
  const fenced = FENCE.exec(lines.join('\n'))?.[2]
  if (fenced !== undefined) lines = fenced.split('\n')
  const indent = Math.min(...written().map((line) => /^ */.exec(line)?.[0].length ?? 0))
  return lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join('\n')
}

function parseObject(text: string): object | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

export function readPasted(given: string): PastedText {
  const text = bare(given)
  const object = parseObject(text)
  if (object !== null) {
    const { format } = object as { format?: unknown }
    if (typeof format === 'string' && /^iov-lab\/\d/.test(format)) return { kind: 'lab', text }
    return { kind: 'part', fragment: object }
  }
  return SAYS_LAB.test(text) ? { kind: 'lab', text } : { kind: 'other' }
}
