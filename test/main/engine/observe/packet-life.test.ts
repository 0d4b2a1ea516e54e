// The stages of one frame, adapter by adapter: what it passes, in which order, what it costs, and where it waits or is lost.
import { describe, expect, it } from 'vitest'
import { count, cycles, lifeIn, names, oneVm, times } from './packet-life-lab'

const US = 1e6
const MS = 1e9

const OUT = '{ from: w/eth0, to: s, type: udp, rate: 10Mbps, size: 1000 }'
const IN = '{ from: s, to: w/eth0, type: udp, rate: 10Mbps, size: 1000 }'
const VF = 'adapter: passthrough, function: vmnic0.vf0'
/** A shell without a function works in emulation. */
const NPA = 'adapter: npa, plugins: [emulation]'

const FROM_WIRE = [
  'application',
  'nic-transmit-queue',
  'transmission',
  'propagation',
  'switch-forward',
  'transmission',
  'propagation',
]
const TO_STATION = [
  'transmission',
  'propagation',
  'switch-forward',
  'transmission',
  'propagation',
  'host-ring',
  'delivered',
]
const SOCKET = ['application', 'vcpu-wake', 'socket-send', 'stack-transmit', 'copy', 'driver-transmit']
const TO_READER = ['guest-interrupt', 'driver-receive', 'stack-receive', 'copy', 'delivered']
const TO_VNIC = [
  'nic-receive-filter',
  'dma-write',
  'host-ring',
  'host-interrupt',
  'nic-driver-receive',
  'vswitch-forward',
  'security-policy',
  'backend-receive',
  'copy',
  'receive-ring',
  'wake-wait',
  'vcpu-wake',
  'virtual-interrupt',
]
const THROUGH_BACKEND = [
  'doorbell',
  'transmit-ring',
  'wake-wait',
  'backend-wake',
  'backend-transmit',
  'pin',
  'vswitch-forward',
  'security-policy',
  'teaming',
  'nic-driver-transmit',
  'nic-transmit-queue',
  'dma-read',
]

describe('a frame that a VM receives', () => {
  it.each([
    ['vmxnet', 'adapter: vmxnet', [...TO_VNIC, ...TO_READER]],
    ['npa in emulation', NPA, [...TO_VNIC, ...TO_READER]],
    ['e1000', 'adapter: e1000', [...TO_VNIC, 'exit', ...TO_READER]],
    [
      'VF',
      VF,
      [
        'nic-receive-filter',
        'iommu-translate',
        'dma-write',
        'receive-ring',
        'wake-wait',
        'vcpu-wake',
        'host-interrupt',
        'virtual-interrupt',
        ...TO_READER,
      ],
    ],
  ])('passes these stages to a %s', (_, nic, stages) => {
    const life = lifeIn(oneVm(nic, IN))
    expect(life.outcome).toBe('delivered')
    expect(names(life)).toEqual([...FROM_WIRE, ...stages])
  })

  it('is copied once by the hypervisor and once by the guest, after one transfer by DMA', () => {
    for (const nic of ['adapter: vmxnet', 'adapter: e1000', NPA]) {
      const life = lifeIn(oneVm(nic, IN))
      expect([count(life, 'copy', 'hypervisor'), count(life, 'copy', 'guest'), count(life, 'dma-write')]).toEqual([
        1, 1, 1,
      ])
      expect(count(life, 'dma-write', 'iommu')).toBe(0)
    }
  })

  it('is not touched by the hypervisor when a function writes it into the memory of its guest', () => {
    const life = lifeIn(oneVm(VF, IN))
    expect([count(life, 'copy', 'hypervisor'), count(life, 'copy', 'guest'), count(life, 'dma-write')]).toEqual([
      0, 1, 1,
    ])
    expect(count(life, 'dma-write', 'iommu')).toBe(1)
    expect(names(life)).not.toContain('vswitch-forward')
  })

  it('costs no exit where interrupts are posted, and no wake-up where the guest polls', () => {
    const life = lifeIn(oneVm(VF, IN, 'interrupts: posted'))
    expect(names(life).slice(-8)).toEqual(
      ['dma-write', 'receive-ring', 'poll-wait', 'idle-exit', 'posted-interrupt', ...TO_READER.slice(0, 4)]
        .concat('delivered')
        .slice(-8),
    )
    expect(names(life)).not.toContain('host-interrupt')
  })
})

describe('a frame that a VM sends', () => {
  it.each([
    ['vmxnet', 'adapter: vmxnet', THROUGH_BACKEND],
    ['npa in emulation', NPA, THROUGH_BACKEND],
    [
      'e1000',
      'adapter: e1000',
      [
        'exit',
        'checksum',
        'backend-transmit',
        'vswitch-forward',
        'security-policy',
        'teaming',
        'nic-driver-transmit',
        'nic-transmit-queue',
        'dma-read',
      ],
    ],
    ['VF', VF, ['iommu-translate', 'nic-transmit-queue', 'dma-read', 'spoof-check', 'embedded-switch']],
  ])('passes these stages from a %s', (_, nic, stages) => {
    const life = lifeIn(oneVm(nic, OUT))
    expect(life.outcome).toBe('delivered')
    expect(names(life)).toEqual([...SOCKET, ...stages, ...TO_STATION])
  })

  it('waits for the address of its receiver, if it is the first', () => {
    const life = lifeIn(oneVm('adapter: vmxnet', OUT), { nth: 1 })
    expect(times(life, 'address-resolution')[0]).toBeGreaterThan(10 * US)
    expect(names(life).indexOf('address-resolution')).toBeLessThan(names(life).indexOf('driver-transmit'))
  })

  it('is cut by the NIC when it is a super-frame, and its first segment is followed', () => {
    const life = lifeIn(oneVm('adapter: vmxnet', '{ from: w/eth0, to: s, type: tcp }'), { fromPs: 20 * MS })
    expect(life.outcome).toBe('delivered')
    expect(count(life, 'segmentation', 'nic')).toBe(1)
    // 1,460 bytes and their headers with preamble and gap, at 10 Gb/s
    expect(times(life, 'transmission')).toEqual([1_230_400, 1_230_400])
  })

  it('is cut in software by an adapter without TSO', () => {
    const flow = '{ from: w/eth0, to: s, type: tcp }'
    const life = lifeIn(oneVm('adapter: vmxnet, offloads: { tso: false }', flow), { fromPs: 20 * MS })
    expect([count(life, 'segmentation', 'guest'), count(life, 'segmentation', 'nic')]).toEqual([1, 0])
  })

  it('gets its tag where the tag is put on', () => {
    const tagged = (nic: string) =>
      lifeIn(
        oneVm(nic, OUT, '', 'vlan: 10').replace(
          'tor: { ports: 4 }',
          'tor: { ports: 4, vlans: { 1: { trunk: [10] }, 2: { access: 10 } } }',
        ),
      )
    for (const [nic, lane] of [
      ['adapter: vmxnet', 'hypervisor'],
      [VF, 'nic'],
    ] as const) {
      const life = tagged(nic)
      expect(life.outcome).toBe('delivered')
      // and the switch takes it off
      expect([count(life, 'vlan-tag', lane), count(life, 'vlan-tag', 'wire')]).toEqual([1, 1])
      const [first, second] = life.stages.flatMap(({ stage, header }) => (stage === 'transmission' ? [header] : []))
      expect([first!.slice(24, 32), second!.slice(24, 28)]).toEqual(['8100000a', '0800'])
    }
  })
})

describe('time', () => {
  it('on a wire is that of the bits and that of the signal', () => {
    const life = lifeIn(oneVm('adapter: vmxnet', IN))
    // 1,000 bytes of payload, 46 of headers and check sequence, 20 of preamble and gap, at 10 Gb/s; 500 ns of cable
    expect(times(life, 'transmission')).toEqual([852_800, 852_800])
    expect(times(life, 'propagation')).toEqual([500_000, 500_000])
  })

  it('in an interrupt that is held back is a stage of its own', () => {
    const slow = oneVm('adapter: vmxnet', IN.replace('10Mbps', '2Gbps')).replace('vfs: 4', 'moderation: 50us')
    const held = Array.from(
      { length: 12 },
      (_, i) => times(lifeIn(slow, { fromPs: 10 * MS, nth: i + 1 }), 'moderation')[0] ?? 0,
    )
    expect(Math.max(...held)).toBeGreaterThan(20 * US)
    expect(Math.max(...held)).toBeLessThanOrEqual(50 * US)
  })

  it('behind others of a batch is a stage of its own, and the frame pays for itself alone', () => {
    const busy = lifeIn(oneVm('adapter: vmxnet', IN.replace('10Mbps', '6Gbps')), { fromPs: 20 * MS })
    const calm = lifeIn(oneVm('adapter: vmxnet', IN))
    expect(times(busy, 'batch-wait').reduce((sum, time) => sum + time, 0)).toBeGreaterThan(US)
    for (const stage of ['nic-driver-receive', 'vswitch-forward', 'stack-receive', 'copy']) {
      expect(cycles(busy, stage)).toBeCloseTo(cycles(calm, stage), 6)
    }
  })

  it('without a free core is a stage of its own', () => {
    const few = oneVm('adapter: vmxnet', IN.replace('10Mbps', '8Gbps')).replace('cores: 8', 'cores: 1')
    expect(names(lifeIn(few, { fromPs: 20 * MS }))).toContain('core-wait')
  })

  it('in the shaper is a stage of its own', () => {
    const shaping = 'shaping: { average: 10Mbps, peak: 10Mbps, burst: 2KB }'
    const life = lifeIn(oneVm('adapter: vmxnet', OUT.replace('10Mbps', '12Mbps'), '', shaping), { fromPs: 20 * MS })
    expect(life.outcome).toBe('delivered')
    expect(times(life, 'shaping')[0]).toBeGreaterThan(100 * US)
  })

  it('under the rate limit of a function is a stage of its own', () => {
    const limited = oneVm(VF, OUT.replace('10Mbps', '30Mbps')).replace('vfs: 4', 'vfs: 4, vf: { 0: { rate: 20Mbps } }')
    const life = lifeIn(limited, { fromPs: 60 * MS })
    expect(times(life, 'rate-limit')[0]).toBeGreaterThan(100 * US)
  })
})

describe('a frame that is lost', () => {
  it('ends where it is lost, with the reason', () => {
    const down = oneVm('adapter: vmxnet', OUT) + 'events: [ { at: 10ms, do: link-down, link: a/vmnic0 } ]\n'
    const life = lifeIn(down, { fromPs: 20 * MS })
    expect(life.outcome).toBe('no-uplink')
    expect(life.stages[life.stages.length - 1]).toMatchObject({ stage: 'dropped', lane: 'hypervisor', path: 'a/v0' })
    expect(names(life)).toContain('vswitch-forward')
    expect(names(life)).not.toContain('nic-transmit-queue')
  })

  it('with a source that the port group refuses ends behind the check', () => {
    const forged = oneVm('adapter: vmxnet', OUT, '', 'forgedTransmits: false')
    const set = 'events: [ { at: 10ms, do: set, path: w/eth0/source, value: "02:00:00:00:00:77" } ]\n'
    const life = lifeIn(forged + set, { fromPs: 20 * MS })
    expect(life.outcome).toBe('forged-source')
    expect(names(life).slice(-3)).toEqual(['vswitch-forward', 'security-policy', 'dropped'])
    const vf = lifeIn(oneVm(VF, OUT) + set, { fromPs: 20 * MS })
    expect(vf.outcome).toBe('spoofed-source')
    expect(names(vf).slice(-2)).toEqual(['spoof-check', 'dropped'])
  })

  it('on a bad wire ends behind it', () => {
    // a seed with which the address is resolved at the first try
    const bad = `seed: 4${oneVm('adapter: vmxnet', OUT)}`.replace(
      '{ ends: [s, tor/2] }',
      '{ ends: [s, tor/2], loss: 0.3 }',
    )
    const lives = Array.from({ length: 12 }, (_, i) => lifeIn(bad, { fromPs: 50 * MS, nth: i + 1 }))
    expect(lives.map(({ outcome }) => outcome)).toContain('bit-error')
    const lost = lives.find(({ outcome }) => outcome === 'bit-error')
    expect(names(lost!).slice(-3)).toEqual(['transmission', 'propagation', 'dropped'])
  })

  it('at a guest that cannot keep up is lost at the ring of its vNIC', () => {
    const slow = oneVm('adapter: vmxnet', IN.replace('10Mbps', '500Mbps')) + 'costs: { udp-receive: 1000000 }\n'
    const life = lifeIn(slow, { fromPs: 90 * MS })
    expect(life.outcome).toBe('no-buffer')
    expect(life.stages[life.stages.length - 1]).toMatchObject({ stage: 'dropped', lane: 'vnic', path: 'w/eth0' })
    expect(names(life)).not.toContain('receive-ring')
  })

  it('for an address that no port has is lost at the look-up', () => {
    const moved = 'events: [ { at: 10ms, do: set, path: w/eth0/mac, value: "02:00:00:00:00:77" } ]\n'
    const life = lifeIn(oneVm('adapter: vmxnet', IN) + moved, { fromPs: 20 * MS })
    expect(life.outcome).toBe('unknown-destination')
    expect(names(life).slice(-2)).toEqual(['vswitch-forward', 'dropped'])
    expect(cycles(life, 'vswitch-forward')).toBeGreaterThan(0)
  })
})

describe('which frame', () => {
  it('is counted from the time that is asked for', () => {
    const yaml = oneVm('adapter: vmxnet', IN)
    // a thousand bytes at 10 Mb/s: one every 800 µs
    expect(lifeIn(yaml, { nth: 4 }).sentPs).toBe(2400 * US)
    expect(lifeIn(yaml, { fromPs: 800 * US + 1, nth: 1 }).sentPs).toBe(1600 * US)
    expect(lifeIn(yaml, { fromPs: 1600 * US, nth: 1 }).sentPs).toBe(1600 * US)
  })

  it.each([
    ['of a flow that is not there', { flow: 'g' }],
    ['that is never sent', { nth: 1e6 }],
    ['behind the end', { fromPs: 1e12 }],
    ['before the first', { nth: 0 }],
  ])('%s is none', (_, wish) => {
    expect(() => lifeIn(oneVm('adapter: vmxnet', IN), wish)).toThrow('no such frame')
  })

  it('that is still on its way when the run ends is told as far as it came', () => {
    const late = lifeIn(oneVm('adapter: vmxnet', IN).replace('100ms', '80.003ms'), { fromPs: 80 * MS, nth: 1 })
    expect(late).toMatchObject({ outcome: 'in-flight', sentPs: 80 * MS, endPs: 80 * MS + 3 * US })
  })
})
