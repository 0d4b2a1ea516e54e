import { describe, expect, it } from 'vitest'
import { isUnicastMac } from '@shared/lab/addresses'
import { checkLab } from '@shared/lab/check-lab'
import { emptyLab } from '@shared/lab/defaults'
import { openLab } from '@shared/lab/migrations/index'
import { hasErrors } from '@shared/lab/problems'
import { resolveLab } from '@shared/lab/resolve-lab'
import type { Lab, LabEvent } from '@shared/lab/schema'
import { example } from './command-runner'

function model(yaml: string) {
  const opened = openLab(`format: iov-lab/1\nname: test\n${yaml}`)
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems))
  expect(checkLab(opened.lab).filter(({ level }) => level === 'error')).toEqual([])
  return resolveLab(opened.lab)
}

describe('L18: what silence means', () => {
  it('for a run', () => {
    expect(resolveLab(emptyLab('e'))).toEqual({
      name: 'e',
      description: '',
      seed: 1,
      durationPs: 10e12,
      profile: 'modern',
      costs: {},
      migration: {
        policy: 'pre-copy',
        downtimeGoalPs: 500e9,
        maxRounds: 30,
        bandwidthBps: Infinity,
        rate: null,
        skipRewritten: false,
        leaveFunctions: 'first',
        unplugTimeoutPs: null,
      },
      hosts: [],
      vms: [],
      switches: [],
      stations: [],
      links: [],
      flows: [],
      events: [],
      captures: [],
      checks: [],
    })
  })

  it('for a host and what is in it', () => {
    const { hosts } = model(`
hosts:
  h:
    nics: { n: { model: intel-82599, vfs: 1 }, old: { model: intel-82545 } }
    vswitches: { s: { portGroups: { g: { shaping: { average: 1Gbps } } } } }
`)
    expect(hosts[0]).toEqual({
      id: 'h',
      path: 'h',
      cpu: { cores: 8, clockHz: 3e9, idle: 'shallow' },
      memoryBytes: 64 * 2 ** 30,
      overcommit: 1,
      haltPollPs: 0,
      iommu: 'strict',
      interrupts: 'trap',
      interruptVectors: 3072,
      allowUnsafeReset: false,
      allowUnsafeDma: false,
      nics: [
        {
          id: 'n',
          path: 'h/n',
          model: 'intel-82599',
          speedBps: 10e9,
          mtu: 1500,
          vfs: [
            {
              index: 0,
              path: 'h/n.vf0',
              mac: null,
              vlan: 0,
              spoofCheck: true,
              trust: false,
              rateBps: 0,
              strays: false,
            },
          ],
          netqueue: 0,
          rss: 1,
          affinity: [],
          balancerPs: 0,
          moderation: { rule: 'ixgbe', gapPs: 10e6, bulkPs: 126e6 },
          vfModeration: { rule: 'ixgbevf', gapPs: 10e6, bulkPs: 84e6 },
          tso: true,
          lro: false,
          checksum: true,
          switching: 'veb',
          ari: true,
          bus: 3,
          resetMethod: 'flr',
        },
        expect.objectContaining({ path: 'h/old', speedBps: 1e9, vfs: [] }),
      ],
      vswitches: [
        {
          id: 's',
          path: 'h/s',
          kind: 'esx',
          mtu: 1500,
          activeUplinks: [],
          standbyUplinks: [],
          teaming: 'originating-port',
          failback: true,
          notifySwitches: true,
          detection: 'link',
          netflowPs: 0,
          portGroups: [
            {
              id: 'g',
              path: 'h/s/g',
              vlan: 0,
              promiscuous: false,
              macChanges: true,
              forgedTransmits: true,
              macVlans: [],
              shaping: { averageBps: 1e9, peakBps: 1e9, burstBytes: 2 ** 20 },
            },
          ],
        },
      ],
      vmkernel: [],
    })
  })

  it('for a VM and its adapters', () => {
    const { vms } = model(`
hosts: { h: { vswitches: { s: { portGroups: { g: {} } } } } }
vms:
  v:
    host: h
    nics:
      a: { network: g }
      b: { network: s/g, adapter: vlance }
      c: { network: g, adapter: e1000 }
      d: { network: g, adapter: npa, function: auto }
`)
    const [vm] = vms
    expect(vm).toMatchObject({
      vcpus: 1,
      memoryBytes: 2 * 2 ** 30,
      reservationBytes: 2 * 2 ** 30,
      dirtyPagesPerSecond: 1000,
    })
    expect(vm.workingSetBytes).toBe(64 * 2 ** 20)
    const offloads = vm.nics.map(({ tso, lro, checksum, zeroCopyTx, zeroCopyRx }) => [
      tso,
      lro,
      checksum,
      zeroCopyTx,
      zeroCopyRx,
    ])
    expect(offloads).toEqual([
      [true, true, true, true, false],
      [false, false, false, false, false],
      [true, true, true, true, false],
      [true, true, true, true, false],
    ])
    expect(vm.nics.map(({ network }) => network)).toEqual(Array(4).fill({ vswitch: 0, portGroup: 0, label: 'g' }))
    expect(vm.nics[3]).toMatchObject({
      plugins: ['emulation'],
      function: { auto: true },
      driver: true,
      source: null,
      ip: null,
      mtu: 1500,
    })
  })

  it('segmentation offload goes with checksum offload', () => {
    const { hosts, vms } = model(`
hosts: { h: { nics: { n: { model: intel-82599, offloads: { checksum: false } } }, vswitches: { s: { portGroups: { g: {} } } } } }
vms: { v: { host: h, nics: { a: { network: g, offloads: { checksum: false } } } } }
`)
    expect(hosts[0].nics[0]).toMatchObject({ tso: false, checksum: false })
    expect(vms[0].nics[0]).toMatchObject({ tso: false, checksum: false })
  })

  it('for the network between', () => {
    const { switches, links, stations } = model(`
hosts: { h: { nics: { n: { model: intel-82545 }, f: { model: intel-82599 } } } }
switches: { s: { ports: 6, vlans: { 2: { access: 10 }, 3: { trunk: [10, 20] }, 4: { trunk: [10], native: 5 }, 5: { native: 7 } } } }
stations: { a: {}, b: { ip: 10.0.0.1/8, cpu: {} } }
links: [{ ends: [h/n, s/1] }, { ends: [a, s/2] }, { ends: [h/f, b], speed: 1Gbps, loss: 0.5, delay: 5us }]
`)
    expect(switches[0]).toMatchObject({ mtu: 9216, queueFrames: 1024 })
    expect(switches[0].ports).toEqual([
      { untagged: 1, tagged: null },
      { untagged: 10, tagged: [] },
      { untagged: 0, tagged: [10, 20] },
      { untagged: 5, tagged: [10] },
      { untagged: 7, tagged: null },
      { untagged: 1, tagged: null },
    ])
    expect(links.map(({ speedBps, delayPs, loss }) => [speedBps, delayPs, loss])).toEqual([
      [1e9, 500e3, 0],
      [10e9, 500e3, 0],
      [1e9, 5e6, 0.5],
    ])
    expect(links[0].ends).toEqual([
      { kind: 'nic', host: 0, nic: 0, path: 'h/n' },
      { kind: 'switch', switch: 0, port: 0, path: 's/1' },
    ])
    expect(stations.map(({ cpu }) => cpu)).toEqual([null, { cores: 8, clockHz: 3e9, idle: 'shallow' }])
  })

  it('for flows', () => {
    const { flows } = model(`
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24 } }
flows:
  t: { from: a, to: b, type: tcp }
  u: { from: a, to: b, type: udp }
  r: { from: a, to: b, type: rr }
  p: { from: a, to: b, type: ping }
`)
    expect(flows[0]).toEqual({
      id: 't',
      type: 'tcp',
      from: { kind: 'station', station: 0 },
      to: { kind: 'station', station: 1 },
      startPs: 0,
      stopPs: Infinity,
      streams: 1,
      bytes: Infinity,
      timestamps: false,
      socketBufferBytes: 4 * 2 ** 20,
      rateBps: 100e6,
      sizeBytes: 65_536,
      arrival: 'constant',
      sizes: 'constant',
      group: null,
      replyBytes: 1,
      intervalPs: 1e12,
    })
    expect(flows.map(({ sizeBytes }) => sizeBytes)).toEqual([65_536, 1472, 1, 56])
  })

  it('for the legacy profile: slower interrupts and no merging, unless it is said', () => {
    const { hosts, vms, stations } = model(`
profile: legacy
hosts: { h: { nics: { n: { model: intel-82576 }, m: { model: intel-82576, moderation: 0 } }, vswitches: { s: { portGroups: { g: {} } } } } }
vms:
  v:
    host: h
    nics:
      a: { network: g }
      b: { network: g, offloads: { lro: true } }
      c: { network: g, adapter: virtio }
      d: { network: g, adapter: xen-vif, offloads: { tso: false } }
stations: { x: {} }
`)
    expect(hosts[0].nics.map(({ moderation }) => moderation)).toEqual([
      { rule: 'igb', gapPs: 125e6, bulkPs: 125e6 },
      { rule: 'profile', gapPs: 0, bulkPs: 0 },
    ])
    expect(vms[0].nics.map(({ lro }) => lro)).toEqual([false, true, false, false])
    // a ring of virtio or Xen takes super-frames that others made
    expect(vms[0].nics.map(({ takesLarge }) => takesLarge)).toEqual([false, true, true, false])
    expect(stations[0].lro).toBe(false)
  })

  it('overrides of costs reach what depends on them', () => {
    const { hosts } = model(
      'costs: { igb-moderation: 5000000 }\nhosts: { h: { nics: { n: { model: intel-82576 } } } }\n',
    )
    expect(hosts[0].nics[0].moderation.gapPs).toBe(5e6)
  })

  it('the gaps between interrupts are those of the driver of the NIC, or of the profile', () => {
    const { hosts, stations } = model(`
hosts:
  h:
    nics:
      a: { model: intel-82545 }
      b: { model: intel-82576 }
      c: { model: intel-82598 }
      d: { model: mellanox-connectx5 }
stations: { x: {} }
`)
    const profile = { rule: 'profile', gapPs: 8e6, bulkPs: 20e6 }
    expect(hosts[0].nics.map(({ moderation }) => moderation)).toEqual([
      { rule: 'e1000', gapPs: 50e6, bulkPs: 250e6 },
      { rule: 'igb', gapPs: 50e6, bulkPs: 197e6 },
      { rule: 'ixgbe', gapPs: 10e6, bulkPs: 126e6 },
      profile,
    ])
    expect(stations[0].moderation).toEqual(profile)
  })

  it('functions have those of the driver of guests, or of their port, or what the document says', () => {
    const { hosts } = model(`
hosts:
  h:
    nics:
      a: { model: intel-82599 }
      b: { model: intel-82576 }
      c: { model: intel-82599, moderation: 30us }
`)
    expect(hosts[0].nics.map(({ vfModeration }) => vfModeration)).toEqual([
      { rule: 'ixgbevf', gapPs: 10e6, bulkPs: 84e6 },
      { rule: 'igb', gapPs: 50e6, bulkPs: 197e6 },
      { rule: 'profile', gapPs: 30e6, bulkPs: 30e6 },
    ])
  })
})

describe('L15: references become indices', () => {
  const lab = resolveLab(example)

  it('of hosts, NICs, functions and networks', () => {
    expect(lab.vms.map(({ host }) => host)).toEqual([0, 1])
    expect(lab.vms[0].nics[0].function).toEqual({ auto: false, nic: 0, vf: 0 })
    expect(lab.hosts[0].vswitches[0]).toMatchObject({ activeUplinks: [0], standbyUplinks: [1] })
    expect(lab.hosts[1].vmkernel[0].network).toEqual({ vswitch: 0, portGroup: 1, label: 'vmotion' })
    expect(lab.flows[1]).toMatchObject({ from: { kind: 'vnic', vm: 0, nic: 0 }, to: { kind: 'vnic', vm: 1, nic: 0 } })
  })

  it('L20: of events, in the order in which they are played', () => {
    expect(lab.events[0]).toEqual({ atPs: 3e12, index: 0, do: 'vmotion', vm: 0, to: 1 })
    expect(lab.events[1]).toEqual({ atPs: 5e12, index: 1, do: 'link-down', link: 0 })
    const last: LabEvent = { at: '3s', do: 'link-up', link: 'client' }
    const shuffled: Lab = { ...example, events: [...example.events!, last].reverse() }
    expect(resolveLab(shuffled).events.map(({ atPs, index }) => [atPs / 1e12, index])).toEqual([
      [3, 0],
      [3, 3],
      [5, 2],
      [6, 1],
    ])
  })
})

describe('L19: addresses where the document gives none', () => {
  it('depend on the path alone, and nobody else has them', () => {
    const macs = (lab: Lab) => {
      const { hosts, vms, stations } = resolveLab(lab)
      return new Map(
        [...hosts.flatMap((h) => h.vmkernel), ...vms.flatMap((vm) => vm.nics), ...stations].map((c) => [c.path, c.mac]),
      )
    }
    const before = macs(example)
    expect(new Set(before.values()).size).toBe(before.size)
    for (const [path, mac] of before) {
      expect(isUnicastMac(mac)).toBe(true)
      if (path !== 'client' && path !== 'web-1/eth0') expect(Math.floor(mac / 2 ** 40)).toBe(2)
    }
    const more: Lab = {
      ...example,
      vms: { first: { host: 'esx-b' }, ...example.vms },
      stations: { ...example.stations, z: {} },
    }
    const after = macs(more)
    for (const [path, mac] of before) expect(after.get(path)).toBe(mac)
    // the one that the document gives to somebody else is passed over
    const clash = macs({ ...example, stations: { ...example.stations, z: { mac: hex(before.get('db-1/eth0')!) } } })
    expect(clash.get('db-1/eth0')).toBe(before.get('db-1/eth0')! + 1)
  })

  it('are those that the administrator gave to the function', () => {
    expect(resolveLab(example).vms[0].nics[0].mac).toBe(0x020000000010)
  })
})

const hex = (mac: number): string =>
  mac
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?=.)/g, '$&:')

describe('L17: large labs', () => {
  it('1,000 hosts and 8,000 VMs are checked and resolved in less than two seconds', () => {
    const lab: Lab = { format: 'iov-lab/1', name: 'large', hosts: {}, vms: {}, switches: {}, links: [], flows: {} }
    for (let s = 0; s < 10; s++) lab.switches![`tor-${s}`] = { ports: 128 }
    for (let h = 0; h < 1000; h++) {
      lab.hosts![`host-${h}`] = {
        nics: { vmnic0: { model: 'intel-82599', vfs: 8, vf: { 0: { rate: '2Gbps' } } } },
        vswitches: { vSwitch0: { uplinks: { active: ['vmnic0'] }, portGroups: { prod: { vlan: 10 } } } },
      }
      lab.links!.push({ ends: [`host-${h}/vmnic0`, `tor-${h % 10}/${Math.floor(h / 10) + 1}`], delay: '500ns' })
    }
    for (let v = 0; v < 8000; v++) {
      const ip = `10.${v >> 8}.${v & 255}.1/8`
      lab.vms![`vm-${v}`] = { host: `host-${v >> 3}`, memory: '4GiB', nics: { eth0: { network: 'prod', ip } } }
      lab.flows![`f-${v}`] = { from: `vm-${v}/eth0`, to: `vm-${(v + 1) % 8000}/eth0`, type: 'tcp', start: '1ms' }
    }
    // processor time: what else the machine does is not the lab's fault
    const times = [0, 1, 2].map(() => {
      const start = process.cpuUsage()
      expect(hasErrors(checkLab(lab))).toBe(false)
      expect(resolveLab(lab).vms).toHaveLength(8000)
      const { user, system } = process.cpuUsage(start)
      return (user + system) / 1000
    })
    expect(Math.min(...times)).toBeLessThan(2000)
  })
})
