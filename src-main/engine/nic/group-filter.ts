// Which multicast frames a function is given. Newer NICs compare addresses; Intel's 1G and 10G parts have one table of 4,096 bits
// for the port, indexed by twelve bits of the address: a function that has joined anything gets all that the table lets in, also the
// groups of its neighbours and groups that share their twelve bits. The guest's stack drops the rest.
import type { VirtualFunction } from './virtual-function'

const TABLE_BITS = 4096

/** The last byte, and the upper half of the one before (filter type 0 of the drivers). */
export const groupHash = (mac: number): number => ((mac & 0xff) << 4) | ((mac >>> 12) & 0xf)

export class GroupFilter {
  private readonly table = new Uint8Array(TABLE_BITS)

  constructor(
    private readonly functions: readonly VirtualFunction[],
    private readonly hasHash: boolean,
  ) {}

  /** A function joined or left a group, or came or went. */
  changed(): void {
    const { table, functions } = this
    table.fill(0)
    for (const { groups } of functions) for (const mac of groups) table[groupHash(mac)] = 1
  }

  admits(vf: VirtualFunction, group: number): boolean {
    const { groups } = vf
    if (groups.length === 0) return false
    return this.hasHash ? this.table[groupHash(group)] === 1 : groups.includes(group)
  }
}
