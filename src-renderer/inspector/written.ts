// Values of several parts as one line of text: how each is shown, and read back from what a person writes.
import { parseIp, parseMac } from '../../src-shared/lab/addresses'
import { parseQuantity } from '../../src-shared/lab/units'

export type Read = { ok: true; value: unknown } | { ok: false; says: string }

export interface WrittenValue {
  write(value: unknown): string
  read(text: string): Read
}

type Tuple = Record<string, unknown>

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const parts = (text: string): string[] => text.split(',').map((part) => part.trim())
const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')
const isWhole = (text: string): boolean => /^\d{1,9}$/.test(text)
const wrong = (says: string): Read => ({ ok: false, says })
const right = (value: unknown): Read => ({ ok: true, value })

/** All parts, or the sentence where one of them cannot be read. */
function each<T>(texts: readonly string[], read: (text: string) => T | null, says: string): Read {
  const values = texts.map(read)
  return values.includes(null) ? wrong(says) : right(values)
}

/** `1 2, 3 4` is [[1, 2], [3, 4]]. */
const numberLists: WrittenValue = {
  write: (value) =>
    list(value)
      .map((one) => list(one).join(' '))
      .join(', '),
  read: (text) =>
    each(
      parts(text),
      (part) => {
        const numbers = part.split(/\s+/)
        return numbers.every(isWhole) ? numbers.map(Number) : null
      },
      'Write for example 1 2, 3 4.',
    ),
}

const numbers: WrittenValue = {
  write: (value) => list(value).join(', '),
  read: (text) => each(words(text), (word) => (isWhole(word) ? Number(word) : null), 'Write for example 1, 2, 3.'),
}

/** Multicast groups; whether each is one is found by the check of the lab. */
const addresses: WrittenValue = {
  write: (value) => list(value).join(', '),
  read: (text) =>
    each(words(text), (word) => (parseIp(word) === null ? null : word), 'Write for example 239.1.1.1, 239.1.1.2.'),
}

const PROTOCOLS = ['tcp', 'udp', 'icmp']

/** `tcp 10.10.0.11, icmp` drops TCP of one address and all ICMP. */
const filterRules: WrittenValue = {
  write: (value) =>
    list(value)
      .map((rule) => [(rule as Tuple)['protocol'], (rule as Tuple)['peer']].filter(Boolean).join(' '))
      .join(', '),
  read: (text) =>
    each(
      parts(text),
      (part) => {
        const said = part.split(/\s+/)
        const protocol = said.find((word) => PROTOCOLS.includes(word.toLowerCase()))?.toLowerCase()
        const peer = said.find((word) => parseIp(word) !== null)
        const isWhole = said.length === Number(protocol !== undefined) + Number(peer !== undefined)
        return isWhole ? { ...(protocol ? { protocol } : {}), ...(peer ? { peer } : {}) } : null
      },
      'Write for example tcp 10.10.0.11, icmp.',
    ),
}

/** `name 1, other 2`: a number for each name. */
const numberByName = (isRight: (name: string, number: string) => boolean, says: string): WrittenValue => ({
  write: (value) =>
    Object.entries((value ?? {}) as Tuple)
      .map((entry) => entry.join(' '))
      .join(', '),
  read(text) {
    const rows = parts(text).map((part) => part.split(/\s+/))
    if (!rows.every(([name = '', number = '', ...more]) => isRight(name, number) && !more[0])) return wrong(says)
    return right(Object.fromEntries(rows.map(([name, number]) => [name, Number(number)])))
  },
})

/** `02:00:00:00:00:10 20` gives an address a VLAN of its own. */
const macVlans = numberByName(
  (mac, vlan) => parseMac(mac) !== null && isWhole(vlan),
  'Write for example 02:00:00:00:00:10 20.',
)

/** `vm-exit 1200, copy-byte 0.3`: costs of single stages. */
const costs = numberByName(
  (stage, cost) => stage !== '' && cost !== '' && Number.isFinite(Number(cost)),
  'Write for example vm-exit 1200, copy-byte 0.3.',
)

/** `500 in 8MiB, 20 in 256MiB`: sets of pages, each written at a rate of its own. */
const pageSets: WrittenValue = {
  write: (value) =>
    list(value)
      .map((set) => `${String((set as Tuple)['rate'])} in ${String((set as Tuple)['workingSet'])}`)
      .join(', '),
  read: (text) =>
    each(
      parts(text),
      (part) => {
        const [, rate = '', workingSet = ''] = /^(\d+(?:\.\d+)?)\s+in\s+(.+)$/.exec(part) ?? []
        return parseQuantity(workingSet, 'size').ok ? { rate: Number(rate), workingSet } : null
      },
      'Write for example 500 in 8MiB, 20 in 256MiB.',
    ),
}

const RATE_PARTS = [
  ['min', 'rate'],
  ['max', 'rate'],
  ['increment', 'rate'],
  ['remainder', 'size'],
] as const

/** `500Mbps 8Gbps 50Mbps 256KiB`: where an adaptive rate begins and ends, its step, and what is little enough to stop for. */
const adaptiveRate: WrittenValue = {
  write: (value) =>
    RATE_PARTS.flatMap(([name]) => {
      const part = ((value ?? {}) as Tuple)[name]
      return part === undefined ? [] : [String(part)]
    }).join(' '),
  read(text) {
    const given = words(text)
    const isRight =
      given.length >= 2 &&
      given.length <= RATE_PARTS.length &&
      given.every((word, place) => parseQuantity(word, RATE_PARTS[place]?.[1] ?? 'rate').ok)
    return isRight
      ? right(Object.fromEntries(given.map((word, place) => [RATE_PARTS[place]?.[0], word])))
      : wrong('Write for example 500Mbps 8Gbps 50Mbps 256KiB; the last two may be left out.')
  },
}

/** What a `set` of the script writes: a number, true or false, or text such as 2Gbps. */
const anyValue: WrittenValue = {
  write: (value) => (value == null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)),
  read(text) {
    if (/^(true|false|-?\d+(\.\d+)?)$/.test(text)) return right(JSON.parse(text))
    if (!/^[[{]/.test(text)) return right(text)
    try {
      return right(JSON.parse(text))
    } catch {
      return wrong('This is neither a number, true, false, text, nor JSON.')
    }
  },
}

export const WRITTEN = {
  numberLists,
  numbers,
  addresses,
  filterRules,
  macVlans,
  costs,
  pageSets,
  adaptiveRate,
  anyValue,
} as const satisfies Record<string, WrittenValue>

export type WrittenKind = keyof typeof WRITTEN
