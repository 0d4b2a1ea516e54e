// What the DMA API of a Linux host costs its cores: a mapping for each buffer of its NICs, and what forgets it.
import { describe, expect, it } from 'vitest'
import { LabRun } from '../host/lab-run'

interface Setup {
  iommu: string
  kind?: string
  flow?: string
  adapter?: string
}

//   x ---- v0 ---- s
const lab = ({
  iommu,
  kind = 'linux-bridge',
  flow = '{ from: s, to: x/eth0, type: udp, rate: 100Mbps }',
  adapter = 'virtio',
}: Setup): LabRun =>
  new LabRun(`
costs: { iommu-map: 100, iommu-unmap: 10, iotlb-invalidate: 1000, iotlb-defer: 1 }
hosts:
  a:
    cpu: { cores: 8 }
    iommu: ${iommu}
    nics: { n0: { model: intel-82599 } }
    vswitches: { v0: { kind: ${kind}, uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { x: { host: a, nics: { eth0: { adapter: ${adapter}, network: net, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: ${flow} }
`).until(0.2)

const frames = (run: LabRun): number => run.counter('a/n0', 'rxFrames') + run.counter('a/n0', 'txFrames')

describe('buffers of a Linux host behind an IOMMU', () => {
  it('are mapped and unmapped frame by frame; strict waits for the IOTLB each time', () => {
    const run = lab({ iommu: 'strict' })
    expect(frames(run)).toBeGreaterThan(1000)
    expect(run.cycles(0, 'iommu-map')).toBe(100 * frames(run))
    expect(run.cycles(0, 'iommu-unmap')).toBe(10 * frames(run))
    expect(run.cycles(0, 'iotlb-invalidate')).toBe(1000 * frames(run))
    expect(run.cycles(0, 'iotlb-defer')).toBe(0)
  })

  it('are forgotten together where it is lazy: after 250 unmaps, or 10 ms', () => {
    const run = lab({ iommu: 'lazy' })
    expect(run.cycles(0, 'iotlb-defer')).toBe(frames(run))
    const flushes = run.cycles(0, 'iotlb-invalidate') / 1000
    // 8,300 frames a second: 83 in 10 ms
    expect(flushes).toBeGreaterThanOrEqual(18)
    expect(flushes).toBeLessThanOrEqual(21)
    const busy = lab({ iommu: 'lazy', flow: '{ from: s, to: x/eth0, type: udp, rate: 2Gbps }' })
    expect(busy.cycles(0, 'iotlb-invalidate') / 1000 / (frames(busy) / 250)).toBeCloseTo(1, 0)
  })

  it.each([
    ['passthrough', 'linux-bridge'],
    ['off', 'linux-bridge'],
    ['strict', 'esx'],
  ])('cost nothing with %s and a vSwitch of kind %s', (iommu, kind) => {
    const run = lab({ iommu, kind })
    for (const stage of ['iommu-map', 'iommu-unmap', 'iotlb-invalidate', 'iotlb-defer'] as const) {
      expect(run.cycles(0, stage)).toBe(0)
    }
  })

  it('of a super-frame are one for its headers and one for each 32 KiB', () => {
    const run = lab({ iommu: 'strict', flow: '{ from: x/eth0, to: s, type: tcp }' })
    const mapped = run.cycles(0, 'iommu-map') / 100 - run.counter('a/n0', 'rxFrames')
    expect(mapped).toBeGreaterThan(0)
    expect(mapped).toBeLessThan(run.counter('a/n0', 'txFrames') / 10)
  })
  it('of frames that an emulated device cuts are one for each', () => {
    const run = lab({ iommu: 'strict', adapter: 'e1000', flow: '{ from: x/eth0, to: s, type: tcp }' })
    expect(run.counter('x/eth0', 'superFrames')).toBeGreaterThan(0)
    const mapped = run.cycles(0, 'iommu-map') / 100
    expect(mapped).toBeGreaterThanOrEqual(frames(run))
    // those of the last slices were paid for and have not left
    expect(mapped).toBeLessThan(frames(run) + 128)
  })
})
