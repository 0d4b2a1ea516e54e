// Properties of NICs, functions, vSwitches and port groups that may be changed while a host works, by the names of the document.
import { isUnicastMac, parseMac } from '../../../src-shared/lab/addresses'
import { DEFAULTS } from '../../../src-shared/lab/defaults'
import type { ShapingModel } from '../../../src-shared/lab/lab-model'
import { type Dimension, parseQuantity } from '../../../src-shared/lab/units'
import { TEAMING_POLICIES } from '../../../src-shared/lab/schema'
import { refuseAction } from '../../../src-shared/result/action-refusals'
import type { Settable } from '../actions'
import type { PhysicalFunction } from '../nic/physical-function'
import type { VirtualFunction } from '../nic/virtual-function'
import type { PortGroup } from '../vswitch/port-group'
import type { Vswitch } from '../vswitch/vswitch'
import type { Host } from './host'

/** Sets a value, or says what would be right. */
type Setter = (value: unknown) => string | null

const flag =
  (set: (value: boolean) => void): Setter =>
  (value) => {
    if (typeof value !== 'boolean') return 'true or false'
    set(value)
    return null
  }

const quantity =
  (dimension: Dimension, set: (value: number) => void): Setter =>
  (value) => {
    if (typeof value !== 'number' && typeof value !== 'string') return 'a quantity'
    const parsed = parseQuantity(value, dimension)
    if (!parsed.ok) return parsed.says
    if (parsed.value < 0) return 'not below zero'
    set(parsed.value)
    return null
  }

const vlanId =
  (most: number, set: (value: number) => void): Setter =>
  (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) return `0 to ${most}`
    set(value)
    return null
  }

class SettableTable implements Settable {
  constructor(
    private readonly path: string,
    private readonly setters: Readonly<Record<string, Setter>>,
  ) {}

  set(property: readonly string[], value: unknown): ReturnType<typeof refuseAction> | null {
    const name = property.join('/')
    const path = `${this.path}/${name}`
    const setter = Object.hasOwn(this.setters, name) ? this.setters[name] : undefined
    if (setter === undefined) return refuseAction('not-settable', path)
    const wrong = setter(value)
    return wrong === null ? null : refuseAction('bad-value', path, wrong)
  }
}

const nicSetters = (pf: PhysicalFunction): Record<string, Setter> => ({
  vfs: (count) => pf.writeNumVfs(count),
  moderation: quantity('time', (gap) => pf.setModeration(gap)),
  switching: (value) => {
    if (value !== 'veb' && value !== 'vepa') return 'veb or vepa'
    pf.embedded.mode = value
    return null
  },
})

const functionSetters = (vf: VirtualFunction): Record<string, Setter> => ({
  mac: (value) => {
    const mac = typeof value === 'string' ? parseMac(value) : null
    if (mac === null || (mac !== 0 && !isUnicastMac(mac))) {
      return 'an address such as 02:00:00:00:00:10, or zeros to leave it to the guest'
    }
    vf.setAdminMac(mac === 0 ? null : mac)
    return null
  },
  vlan: vlanId(4094, (vlan) => {
    vf.vlan = vlan
  }),
  spoofCheck: flag((on) => {
    vf.spoofCheck = on
  }),
  trust: flag((on) => {
    vf.trust = on
  }),
  rate: (value) => {
    let limit: string | null = null
    const wrong = quantity('rate', (rate) => {
      if (rate > vf.speedBps) limit = 'at most the speed of the port'
      else vf.rateBps = rate
    })(value)
    return wrong ?? limit
  },
  dma: (value) => {
    if (value !== 'own' && value !== 'foreign') return 'own or foreign'
    vf.strays = value === 'foreign'
    return null
  },
})

/** The shaper of a group that had none, before its peak and burst are set. */
const unshaped = (averageBps: number): ShapingModel => {
  const burst = parseQuantity(DEFAULTS.burst, 'size')
  return { averageBps, peakBps: averageBps, burstBytes: burst.ok ? burst.value : 0 }
}

function groupSetters(vswitch: Vswitch, group: PortGroup): Record<string, Setter> {
  const shaped = (change: 'averageBps' | 'peakBps' | 'burstBytes', dimension: Dimension): Setter => {
    const read = (value: unknown): number | string => {
      let result = 0
      return quantity(dimension, (parsed) => (result = parsed))(value) ?? result
    }
    return (value) => {
      const amount = read(value)
      if (typeof amount === 'string') return amount
      if (amount <= 0) return 'more than nothing'
      const { shaping } = group
      if (shaping === null && change !== 'averageBps') return 'a group without a shaper needs an average first'
      const next = { ...(shaping ?? unshaped(amount)), [change]: amount }
      if (next.peakBps < next.averageBps && change === 'peakBps') return 'a peak of at least the average'
      vswitch.shape(group, { ...next, peakBps: Math.max(next.peakBps, next.averageBps) })
      return null
    }
  }
  return {
    vlan: vlanId(4095, (vlan) => {
      vswitch.setVlan(group, vlan)
    }),
    promiscuous: flag((on) => {
      group.promiscuous = on
      vswitch.refresh()
    }),
    macChanges: flag((on) => {
      group.macChanges = on
    }),
    forgedTransmits: flag((on) => {
      group.forgedTransmits = on
    }),
    shaping: (value) => {
      if (value !== null && value !== false) return 'null, for none; its average, peak and burst are set one by one'
      vswitch.shape(group, null)
      return null
    },
    'shaping/average': shaped('averageBps', 'rate'),
    'shaping/peak': shaped('peakBps', 'rate'),
    'shaping/burst': shaped('burstBytes', 'size'),
  }
}

const vswitchSetters = (vswitch: Vswitch): Record<string, Setter> => ({
  teaming: (value) => {
    const policy = TEAMING_POLICIES.find((name) => name === value)
    if (policy === undefined) return TEAMING_POLICIES.join(', ')
    vswitch.team.policy = policy
    return null
  },
  failback: flag((on) => {
    vswitch.team.failback = on
  }),
  notifySwitches: flag((on) => {
    vswitch.team.notifySwitches = on
  }),
})

export function hostSettables(host: Host): Map<string, Settable> {
  const table = new Map<string, Settable>()
  const add = (path: string, setters: Record<string, Setter>): void => {
    table.set(path, new SettableTable(path, setters))
  }
  for (const pf of host.nics) {
    add(pf.path, nicSetters(pf))
    for (const vf of pf.vfs) add(vf.path, functionSetters(vf))
  }
  for (const vswitch of host.vswitches) {
    add(vswitch.path, vswitchSetters(vswitch))
    for (const group of vswitch.portGroups) {
      add(group.path, groupSetters(vswitch, group))
      // documents write the property below `portGroups`
      add(`${vswitch.path}/portGroups/${group.label}`, groupSetters(vswitch, group))
    }
  }
  return table
}
