import { describe, expect, it } from 'vitest'
import { LEARNED, MAC_AGE_PS, MacTable } from '../../../../src-main/engine/wire/mac-table'
import { BROADCAST } from '../../../../src-main/engine/kernel/frame-store'
import { RandomStream } from '../../../../src-main/engine/kernel/random-stream'

const A = 0x02000000000a
const B = 0x02000000000b
const S = 1e12

describe('MacTable', () => {
  it('M1: enters an unknown source address with its port', () => {
    const table = new MacTable()
    expect(table.lookup(1, A, 0)).toBe(-1)
    expect(table.learn(1, A, 3, 0)).toBe(LEARNED.added)
    expect(table.lookup(1, A, 0)).toBe(3)
    expect(table.learn(1, A, 3, 1)).toBe(LEARNED.nothing)
    expect(table.size).toBe(1)
  })

  it('M2: keeps the same address apart in two VLANs', () => {
    const table = new MacTable()
    table.learn(1, A, 3, 0)
    expect(table.lookup(2, A, 0)).toBe(-1)
    table.learn(2, A, 5, 0)
    expect(table.lookup(1, A, 0)).toBe(3)
    expect(table.lookup(2, A, 0)).toBe(5)
  })

  it('M3: moves an address at once when it is seen on another port', () => {
    const table = new MacTable()
    table.learn(1, A, 3, 0)
    expect(table.learn(1, A, 4, 1)).toBe(LEARNED.moved)
    expect(table.lookup(1, A, 1)).toBe(4)
    expect(table.size).toBe(1)
  })

  it('M4: keeps an entry for 300 s after the address was seen last, and no longer', () => {
    const table = new MacTable()
    table.learn(1, A, 3, 0)
    table.learn(1, A, 3, 10 * S)
    expect(table.lookup(1, A, 310 * S)).toBe(3)
    expect(table.lookup(1, A, 310 * S + 1)).toBe(-1)
    expect(table.size).toBe(0)
  })

  it('M5: never moves, ages or flushes a static entry', () => {
    const table = new MacTable()
    expect(table.setStatic(1, A, 3, 0)).toBe(true)
    expect(table.learn(1, A, 4, 0)).toBe(LEARNED.nothing)
    expect(table.lookup(1, A, 10 * MAC_AGE_PS)).toBe(3)
    table.flush()
    table.flushPort(3)
    expect(table.lookup(1, A, 0)).toBe(3)
  })

  it('M6: learns nothing more when full, still moves what it knows, and learns again after entries aged', () => {
    const table = new MacTable(2)
    table.learn(1, A, 1, 0)
    table.learn(1, B, 2, 200 * S)
    expect(table.learn(1, 0xc, 3, 200 * S)).toBe(LEARNED.full)
    expect(table.lookup(1, 0xc, 200 * S)).toBe(-1)
    expect(table.learn(1, B, 5, 250 * S)).toBe(LEARNED.moved)
    expect(table.learn(1, 0xc, 3, 301 * S)).toBe(LEARNED.added)
    expect(table.lookup(1, A, 301 * S)).toBe(-1)
    expect(table.lookup(1, B, 301 * S)).toBe(5)
    expect(table.high).toBe(2)
  })

  it('M7: forgets what was learned on a flushed port, and nothing else', () => {
    const table = new MacTable()
    table.learn(1, A, 1, 0)
    table.learn(2, A, 1, 0)
    table.learn(1, B, 2, 0)
    table.flushPort(1)
    expect([table.lookup(1, A, 0), table.lookup(2, A, 0), table.lookup(1, B, 0)]).toEqual([-1, -1, 2])
    table.flush()
    expect(table.size).toBe(0)
  })

  it('M8: does not learn a group address', () => {
    const table = new MacTable()
    expect(table.learn(1, BROADCAST, 1, 0)).toBe(LEARNED.nothing)
    expect(table.learn(1, 0x01005e000001, 1, 0)).toBe(LEARNED.nothing)
    expect(table.size).toBe(0)
  })

  it('M1–M5, M7: agrees with a plain map over a long random history', () => {
    const table = new MacTable(2000, 1000)
    const oracle = new Map<string, { port: number; seen: number }>()
    const random = new RandomStream(7, 'mac-table')
    const disagreements: string[] = []
    for (let now = 0; now < 60_000; now++) {
      const vlan = random.integer(3)
      const mac = 0x020000000000 + random.integer(400) * 0x10001
      const port = random.integer(8)
      const key = `${vlan}/${mac}`
      const what = random.integer(400)
      if (what === 0) {
        table.flushPort(port)
        for (const [k, entry] of oracle) if (entry.port === port) oracle.delete(k)
      } else if (what < 150) {
        table.learn(vlan, mac, port, now)
        oracle.set(key, { port, seen: now })
      } else {
        const entry = oracle.get(key)
        const expected = entry && now - entry.seen <= 1000 ? entry.port : -1
        const found = table.lookup(vlan, mac, now)
        if (found !== expected) disagreements.push(`at ${now} ${key}: ${found}, not ${expected}`)
      }
    }
    expect(disagreements).toEqual([])
    expect(table.high).toBeGreaterThan(400)
  })
})
