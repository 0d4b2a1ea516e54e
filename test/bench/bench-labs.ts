// The labs of the frame benchmarks, in the sizes of those of ns-3 (`ns3/*.cc`): 1500-byte frames, links of 10 Gb/s, CPU costs on.
import { resolveLab } from '../../src-shared/lab/resolve-lab'
import type { LabModel } from '../../src-shared/lab/lab-model'
import type { Lab, LabHost, LabVm } from '../../src-shared/lab/schema'

const VMS = 8
/** UDP payload of a 1500-byte frame, check sequence included. */
const PAYLOAD = 1500 - 18 - 28
const WIRE_BYTES = 1520
const LINE = 10e9
/** Payload rate of a guest when all of a host together load their uplink to this part. */
const guestRate = (load: number): number => Math.floor(((LINE * PAYLOAD) / WIRE_BYTES / VMS) * load)

const host = (queues: number): LabHost => ({
  cpu: { cores: 16, clock: '4GHz' },
  memory: '64GiB',
  nics: { vmnic0: { model: 'intel-82599', netqueue: queues } },
  vswitches: { vSwitch0: { uplinks: { active: ['vmnic0'] }, portGroups: { prod: {} } } },
})

const guest = (on: string, ip: string, vcpus: number): LabVm => ({
  host: on,
  vcpus,
  memory: '1GiB',
  nics: { eth0: { adapter: 'vmxnet', network: 'prod', ip } },
})

/** 8 VMs → vSwitch → 10 GbE → vSwitch → sink. Offered: 5 % more than the uplink takes. `captures`: at every kind of place. */
export function chainLab(kind: 'udp' | 'tcp', flowsPerVm: number, captures = false): LabModel {
  const lab: Lab = {
    format: 'iov-lab/1',
    name: 'chain',
    duration: '100s',
    hosts: { a: host(4), b: host(4) },
    vms: { sink: guest('b', '10.0.0.200/24', 8) },
    links: [{ ends: ['a/vmnic0', 'b/vmnic0'] }],
    flows: {},
    captures: captures ? ['a/vmnic0', 'sink/eth0'].map((at, i) => ({ at, file: `${i}.pcapng` })) : [],
  }
  for (let i = 0; i < VMS; i++) {
    lab.vms![`v${i}`] = guest('a', `10.0.0.${i + 1}/24`, 1)
    const ends = { from: `v${i}/eth0`, to: 'sink/eth0' }
    lab.flows![`f${i}`] =
      kind === 'udp'
        ? { ...ends, type: 'udp', size: PAYLOAD, rate: guestRate(1.05) }
        : { ...ends, type: 'tcp', streams: flowsPerVm }
  }
  return resolveLab(lab)
}

/**
 * The guests of host 2i send to those of host 2i + 1 over a core switch: with a VLAN a pair of hosts, which keeps broadcasts
 * small, or all in one VLAN (`isFlat`).
 */
export function scaleLab(hosts: number, vms: number, isFlat = false): LabModel {
  const lab: Lab = {
    format: 'iov-lab/1',
    name: `scale-${hosts}`,
    duration: '100s',
    hosts: {},
    vms: {},
    switches: { core: { ports: hosts, vlans: {} } },
    links: [],
    flows: {},
  }
  for (let h = 0; h < hosts; h++) {
    const pair = h >> 1
    lab.hosts![`h${h}`] = host(0)
    lab.links!.push({ ends: [`h${h}/vmnic0`, `core/${h + 1}`] })
    lab.switches!.core.vlans![String(h + 1)] = { access: isFlat ? 1 : pair + 1 }
    for (let v = 0; v < vms; v++) {
      const side = h & 1
      const ip = isFlat ? `10.${h >> 8}.${h & 255}.${v + 1}/8` : `10.0.${side}.${v + 1}/16`
      lab.vms![`h${h}v${v}`] = guest(`h${h}`, ip, 1)
      if (side === 1) continue
      const ends = { from: `h${h}v${v}/eth0`, to: `h${h + 1}v${v}/eth0` }
      lab.flows![`f${pair}-${v}`] = { ...ends, type: 'udp', size: PAYLOAD, rate: guestRate(0.85) }
    }
  }
  return resolveLab(lab)
}
