// MAC and IPv4 addresses: text to numbers and back, and the MAC that a component has where the document is silent.

const MAC = /^[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/i

/** A 48-bit number; null: not an address. */
export function parseMac(text: string): number | null {
  return MAC.test(text) ? Number.parseInt(text.replace(/[:-]/g, ''), 16) : null
}

export function formatMac(mac: number): string {
  return mac
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?=.)/g, '$&:')
}

/** Group addresses and zero cannot belong to anybody. */
export const isUnicastMac = (mac: number): boolean => mac !== 0 && Math.floor(mac / 2 ** 40) % 2 === 0

const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const CIDR = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(\\d{1,2}))?$`)

/** `10.10.0.11/24`; the prefix defaults to 24. Null: not an address. */
export function parseIp(text: string): { address: number; prefix: number } | null {
  const match = CIDR.exec(text)
  if (!match) return null
  const prefix = match[5] === undefined ? 24 : Number(match[5])
  if (prefix > 32) return null
  const address = match.slice(1, 5).reduce((value, octet) => value * 256 + Number(octet), 0)
  return { address, prefix }
}

export function formatIp(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}

/** First address of the subnet. */
export function subnetOf(ip: { address: number; prefix: number }): number {
  const size = 2 ** (32 - ip.prefix)
  return ip.address - (ip.address % size)
}

/** IPv4 multicast: a group, and nobody's own address. */
export const isGroupIp = (address: number): boolean => address >= 0xe0000000 && address < 0xf0000000

/** The MAC address of a group: its last 23 bits behind 01:00:5e (RFC 1112), so that 32 groups share each. */
export const groupMac = (address: number): number => 0x01005e000000 + (address & 0x7fffff)

/** A host may have it: not the subnet's own address, not its broadcast, not multicast or loopback. */
export function isHostIp(ip: { address: number; prefix: number }): boolean {
  const top = Math.floor(ip.address / 2 ** 24)
  if (top === 0 || top === 127 || top >= 224) return false
  if (ip.prefix > 30) return true
  const size = 2 ** (32 - ip.prefix)
  const offset = ip.address % size
  return offset !== 0 && offset !== size - 1
}

/** FNV-1a over the text's code units, 32 bits. */
function hash(text: string, basis: number): number {
  let value = basis
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

/** Gives out locally administered addresses: the same path gets the same one, unless it is taken. */
export class MacAllocator {
  private readonly used: Set<number>

  constructor(taken: Iterable<number>) {
    this.used = new Set(taken)
  }

  allocate(path: string): number {
    // 02, then 40 bits of the path; 02:00 is left to people
    const high = 1 + (hash(path, 0x811c9dc5) % 255)
    let low = hash(path, 0x1b873593)
    let mac = (0x0200 + high) * 2 ** 32 + low
    while (this.used.has(mac)) {
      low = (low + 1) >>> 0
      mac = (0x0200 + high) * 2 ** 32 + low
    }
    this.used.add(mac)
    return mac
  }
}
