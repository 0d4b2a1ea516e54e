// The shape of every file here: what the fields are and where, reading them, writing them. Numbers are unsigned, addresses
// are numbers (48 and 32 bits), multi-byte fields are big-endian.

export interface HeaderField {
  name: string
  /** First byte in the header, and how many bytes it touches. */
  offset: number
  length: number
  /** Fields that are not whole bytes: bits from the lowest of those bytes, and how many. */
  bits?: { shift: number; count: number }
  show: 'mac' | 'ipv4' | 'hex' | 'number'
}

export interface HeaderFormat<Header> {
  name: string
  /** Where the format is written down. */
  standard: string
  /** The fixed part. */
  fields: readonly HeaderField[]
  /** Bytes that `emit` writes for this header. */
  length(header: Header): number
  /** Null where the bytes end too early or are not such a header. */
  parse(bytes: Uint8Array, at: number): Header | null
  /** Writes the header at `at`; the space must be there. */
  emit(header: Header, bytes: Uint8Array, at: number): void
}

/** Reads `length` (1–6) bytes as one unsigned number. */
export function readUint(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = 0; i < length; i++) value = value * 256 + bytes[at + i]
  return value
}

/** Writes the low `length` (1–6) bytes of a non-negative number. */
export function writeUint(bytes: Uint8Array, at: number, length: number, value: number): void {
  for (let i = length - 1; i >= 0; i--) {
    bytes[at + i] = value % 256
    value = Math.floor(value / 256)
  }
}

/** A table of whole-byte fields, from their names and lengths in order. */
export function consecutive(...fields: [name: string, length: number, show: HeaderField['show']][]): HeaderField[] {
  let offset = 0
  return fields.map(([name, length, show]) => {
    const field = { name, offset, length, show }
    offset += length
    return field
  })
}
