// The Internet checksum: RFC 1071, and the pseudo-header of TCP and UDP: RFC 9293 section 3.1, RFC 768.

/** Adds the 16-bit words of [from, to) to a sum; an odd byte counts as the high one. */
export function addWords(sum: number, bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i + 1 < to; i += 2) sum += bytes[i] * 256 + bytes[i + 1]
  if ((to - from) % 2 === 1) sum += bytes[to - 1] * 256
  return sum
}

/** The sum with its carries added back: 16 bits. */
export function fold(sum: number): number {
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000)
  return sum
}

/** What is written into a header: the complement of the sum. */
export function checksum(sum: number): number {
  return 0xffff - fold(sum)
}

/** Addresses, protocol and length of the segment, which TCP and UDP checksums include. */
export function pseudoHeader(source: number, destination: number, protocol: number, length: number): number {
  const halves = (address: number): number => Math.floor(address / 0x10000) + (address % 0x10000)
  return halves(source) + halves(destination) + protocol + length
}
