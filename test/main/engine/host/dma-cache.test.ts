// The part of the last-level cache that DMA fills: what a receiver copies from there, and what from memory.
import { describe, expect, it } from 'vitest'
import { replacedShare } from '../../../../src-main/engine/host/dma-cache'
import { resolveCosts } from '../../../../src-shared/catalogue/cost-model'
import { LabRun } from './lab-run'

const MIB = 1024 * 1024
const COSTS = resolveCosts('modern')

interface Wish {
  cacheBytes: number
  adapter: string
  clock?: string
  cores?: number
}

//   s ---- n0 a (x), jumbo frames at 40 Gb/s; y beside x on the same vSwitch
const lab = ({ cacheBytes, adapter, clock = '3GHz', cores = 8 }: Wish, from: string): LabRun =>
  new LabRun(`
costs: { dma-cache-bytes: ${cacheBytes}, attach-latency: 0, vf-start-latency: 0 }
hosts:
  a:
    cpu: { cores: ${cores}, clock: ${clock} }
    nics: { n0: { model: mellanox-connectx5, speed: 40Gbps, mtu: 9000, vfs: 2 } }
    vswitches: { vs: { mtu: 9000, uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms:
  x: { host: a, vcpus: 1, nics: { eth0: { ${adapter}, mtu: 9000, ip: 10.0.0.1/24 } } }
  y: { host: a, vcpus: 1, nics: { eth0: { adapter: virtio, network: net, mtu: 9000, ip: 10.0.0.2/24 } } }
stations: { s: { ip: 10.0.0.9/24, mtu: 9000 } }
links: [ { ends: [a/n0, s], speed: 40Gbps } ]
flows: { f: { from: ${from}, to: x/eth0, type: tcp } }
`)

const PASSTHROUGH = 'adapter: passthrough, function: n0.vf0'
const VHOST = 'adapter: virtio, network: net'

/** Bytes of payload that the receiver has, and bytes copied by the host from caches and from memory. */
function copied(run: LabRun): { payload: number; cached: number; memory: number } {
  return {
    payload: run.lab.statistics[0].bytes,
    cached: run.cycles(0, 'copy-byte-cold') / COSTS['copy-byte-cold'],
    memory: run.cycles(0, 'copy-byte-memory') / COSTS['copy-byte-memory'],
  }
}

describe('the cache that DMA fills', () => {
  it('DC1: who reads frames soon after they came copies them from the cache', () => {
    const { payload, cached, memory } = copied(lab({ cacheBytes: 8 * MIB, adapter: PASSTHROUGH }, 's').until(0.01))
    expect(cached + memory).toBeCloseTo(payload, -6)
    expect(memory / payload).toBeLessThan(0.02)
  })

  it('DC2: a receiver behind a long ring copies from memory, and is slower for it', () => {
    const slow = { adapter: PASSTHROUGH, clock: '1GHz' }
    const cached = lab({ ...slow, cacheBytes: 64 * MIB }, 's').until(0.02)
    const spilled = lab({ ...slow, cacheBytes: MIB / 2 }, 's').until(0.02)
    expect(copied(cached).memory / copied(cached).payload).toBeLessThan(0.05)
    expect(copied(spilled).memory / copied(spilled).payload).toBeGreaterThan(0.8)
    expect(spilled.goodput()).toBeLessThan(0.85 * cached.goodput())
  })

  it('DC3: without such a cache every frame that came is copied from memory', () => {
    const { payload, cached, memory } = copied(lab({ cacheBytes: 0, adapter: PASSTHROUGH }, 's').until(0.01))
    // what is no TCP
    expect(cached).toBeLessThan(100)
    expect(memory).toBeGreaterThanOrEqual(payload)
    expect(payload).toBeGreaterThan(MIB)
  })

  it('DC4: what was copied once is in the cache: the second copy of a frame is not from memory', () => {
    const { payload, cached, memory } = copied(lab({ cacheBytes: 0, adapter: VHOST }, 's').until(0.01))
    expect(memory / payload).toBeGreaterThan(1)
    expect(memory / payload).toBeLessThan(1.1)
    expect(cached / payload).toBeGreaterThan(0.95)
    expect(cached / payload).toBeLessThan(1.1)
  })

  it('DC5: what one guest wrote for another is in the cache, whatever DMA does', () => {
    expect(copied(lab({ cacheBytes: 0, adapter: VHOST }, 'y/eth0').until(0.01)).memory).toBe(0)
  })

  it('DC6: a frame is gone when two others have hit each of its sets: next to none of it at first, all in the end', () => {
    const poisson = (turns: number): number => 1 - (1 + 2 * turns) * Math.exp(-2 * turns)
    expect(replacedShare(0)).toBe(0)
    expect(replacedShare(Infinity)).toBe(1)
    let before = 0
    for (let turns = 0.05; turns < 20; turns *= 1.3) {
      const share = replacedShare(turns)
      expect(Math.abs(share - poisson(turns))).toBeLessThan(0.06)
      expect(share).toBeGreaterThan(before)
      before = share
    }
  })
})
