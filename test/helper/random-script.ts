// Random scripts for random labs: links and functions that fail and come back, VMs that move, are called back, switched off and on, suspended,
// saved and recorded, settings that change while frames flow, some to values that are refused.
import fc from 'fast-check'
import type { LabEvent } from '../../src-shared/lab/schema'

export interface ScriptPlaces {
  /** The host of each VM. */
  vms: number[]
  hosts: { vfs: number }[]
  /** An end of each link. */
  links: string[]
  durationMs: number
}

export const scriptWish = fc.record({
  /** Thousandths of the duration. */
  at: fc.noBias(fc.nat(900)),
  what: fc.nat(17),
  which: fc.nat(11),
  value: fc.nat(7),
})

export type ScriptWish = typeof scriptWish extends fc.Arbitrary<infer Wish> ? Wish : never

const oneOf = <T>(values: readonly T[], index: number): T => values[index % values.length]!

/** Property of a component and what it is set to. */
type Change = readonly [path: string, value: unknown]

const SWITCH = 'vSwitch0'

function changes({ vfs }: ScriptPlaces['hosts'][number], value: number): Change[] {
  const isOn = value % 2 === 0
  const all: Change[] = [
    ['vmnic0/moderation', oneOf(['0us', '30us', '1ms'], value)],
    ['vmnic0/switching', isOn ? 'veb' : 'vepa'],
    [`${SWITCH}/plain/promiscuous`, isOn],
    [`${SWITCH}/plain/forgedTransmits`, isOn],
    [`${SWITCH}/plain/macChanges`, isOn],
    [`${SWITCH}/plain/vlan`, oneOf([0, 10, 4095], value)],
    [`${SWITCH}/tagged/vlan`, oneOf([0, 10, 11, 4095], value)],
    [`${SWITCH}/shaped/shaping/average`, oneOf(['1Mbps', '1Gbps'], value)],
    [`${SWITCH}/shaped/shaping/peak`, oneOf(['2Mbps', '10Gbps'], value)],
    [`${SWITCH}/shaped/shaping/burst`, oneOf(['100B', '10MB'], value)],
    [`${SWITCH}/plain/shaping/average`, '300Mbps'],
    [`${SWITCH}/shaped/shaping`, null],
    [`${SWITCH}/teaming`, oneOf(['originating-port', 'source-mac', 'ip-hash', 'explicit'], value)],
    [`${SWITCH}/failback`, isOn],
    // cannot be changed while the host works: refused
    [`${SWITCH}/mtu`, 1500],
  ]
  if (vfs === 0) return all
  return [
    ...all,
    ['vmnic0.vf0/vlan', oneOf([0, 10, 11], value)],
    ['vmnic0.vf0/spoofCheck', isOn],
    ['vmnic0.vf0/trust', isOn],
    ['vmnic0.vf0/rate', oneOf([0, '10Mbps', '1Gbps'], value)],
    ['vmnic0.vf0/dma', isOn ? 'foreign' : 'own'],
    ['vmnic0.vf0/mac', oneOf(['02:aa:00:00:00:01', '02:aa:00:00:00:02'], value)],
  ]
}

function vmEvent(at: string, what: number, value: number, vm: string): LabEvent {
  if (what === 10) return { at, do: 'power-off', vm }
  if (what === 11) return { at, do: 'power-on', vm }
  if (what === 12) return { at, do: 'suspend', vm }
  if (what === 13) return { at, do: 'resume', vm }
  if (value === 0) return { at, do: 'hot-add', vm, memory: '1MiB' }
  if (value === 5) return { at, do: 'set', path: `${vm}/eth0/promiscuous`, value: what === 14 }
  if (value === 6) return { at, do: 'set', path: `${vm}/eth0/mtu`, value: oneOf([600, 1500, 9000, 1], what) }
  if (value === 7) return { at, do: 'set', path: `${vm}/eth0/vlan`, value: what === 14 ? 10 : 0 }
  return { at, do: oneOf(['snapshot', 'storage-vmotion', 'record-start', 'record-stop'] as const, value), vm }
}

export function randomEvent(wish: ScriptWish, places: ScriptPlaces): LabEvent {
  const { hosts, vms, links } = places
  const { what, which, value } = wish
  const at = `${Math.round(wish.at * places.durationMs)}us`
  if (what <= 2) return { at, do: what === 0 ? 'link-down' : 'link-up', link: oneOf(links, which) }
  if (what === 3) return { at, do: 'abort-vmotion', vm: `v${which % vms.length}` }
  if (what <= 6) {
    // mostly to another host
    const vm = which % vms.length
    const step = hosts.length > 1 && value < 7 ? 1 + (value % (hosts.length - 1)) : 0
    return { at, do: 'vmotion', vm: `v${vm}`, to: `h${(vms[vm]! + step) % hosts.length}` }
  }
  if (what >= 10 && what <= 15) return vmEvent(at, what, value, `v${which % vms.length}`)
  const host = which % hosts.length
  if (what >= 16) {
    const path = `h${host}/vmnic0.vf${value % 2}`
    if (value % 2 < hosts[host]!.vfs) return { at, do: what === 16 ? 'vf-failure' : 'vf-recovery', path }
  }
  const [path, to] = oneOf(changes(hosts[host]!, value), which * 8 + value)
  return { at, do: 'set', path: `h${host}/${path}`, value: to }
}
