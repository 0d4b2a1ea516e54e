// The headers of a frame on its way, in a terminal: bytes as Wireshark shows them, layer by layer, and from then on what changed.
import { type FrameLife } from '@shared/result/frame-life'
import { dissect, type Layer } from '../engine/header/dissect'

const BYTES_IN_A_LINE = 16

export function headersText({ stages }: FrameLife): string {
  const parts: string[] = []
  let before: string | null = null
  for (const { stage, path, header } of stages) {
    if (header === null) continue
    const verb = stage === 'transmission' ? 'on the wire' : 'after'
    const where = stage === 'transmission' ? `${verb} ${path}` : `${verb} ${stage} at ${path}`
    if (header === before) parts.push(`  headers ${where}: the same\n`)
    else parts.push(`  headers ${where}:\n${hexText(header)}${layersText(header, before)}`)
    before = header
  }
  return parts.join('')
}

/** Offset, then sixteen bytes in a line. */
function hexText(header: string): string {
  const bytes = header.match(/../g) ?? []
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_IN_A_LINE) {
    lines.push(`  ${at.toString(16).padStart(4, '0')}  ${bytes.slice(at, at + BYTES_IN_A_LINE).join(' ')}\n`)
  }
  return lines.join('')
}

const layersOf = (header: string): Layer[] =>
  dissect(Uint8Array.from(header.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))

function layersText(header: string, before: string | null): string {
  const layers = layersOf(header)
  if (before === null) {
    return layers
      .map(
        ({ name, fields }) => `        ${name}: ${fields.map((field) => `${field.name} ${field.value}`).join(', ')}\n`,
      )
      .join('')
  }
  return changes(layersOf(before), layers)
    .map((text) => `        ${text}\n`)
    .join('')
}

/** `802.1Q added`, `TCP: checksum 0x1f2a, was 0x0014`. */
function changes(before: readonly Layer[], after: readonly Layer[]): string[] {
  const gone = before.filter(({ name }) => !after.some((layer) => layer.name === name))
  return [
    ...gone.map(({ name }) => `${name} taken off`),
    ...after.flatMap(({ name, fields }) => {
      const old = before.find((layer) => layer.name === name)
      if (old === undefined) return [`${name} put on: ${fields.map((one) => `${one.name} ${one.value}`).join(', ')}`]
      const changed = fields.flatMap((field, i) => {
        const was = old.fields[i]?.value
        return was === field.value ? [] : [`${field.name} ${field.value}, was ${was}`]
      })
      return changed.length === 0 ? [] : [`${name}: ${changed.join('; ')}`]
    }),
  ]
}
