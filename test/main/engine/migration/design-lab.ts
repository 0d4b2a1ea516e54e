// w on a ── t ── b with a client s; VMotion over NICs of its own (a/m, b/m), so that their failure leaves the traffic of w alone.
import { LabRun } from '../host/lab-run'

export interface DesignLab {
  /** Fields of w/eth0 beside network and address. */
  nic: string
  /** NIC models of the two hosts. */
  models?: [string, string]
  vfs?: [number, number]
  /** Fields of the NICs of production. */
  settings?: [string, string]
  /** Memory of the VM, and what it writes. */
  vm?: string
  vms?: string
  flows?: string
  migration?: string
  events?: string
}

const host = (id: string, ip: number, model: string, vfs: number, more: string): string => `
  ${id}:
    cpu: { cores: 4 }
    memory: 1GiB
    nics: { n: { model: ${model}, speed: 10Gbps${vfs > 0 ? `, vfs: ${vfs}` : ''}${more} }, m: { model: intel-82598 } }
    vswitches:
      v: { uplinks: { active: [n] }, portGroups: { net: {} } }
      k: { uplinks: { active: [m] }, portGroups: { move: {} } }
    vmkernel: { vmk0: { network: k/move, ip: 10.9.0.${ip}/24, vmotion: true } }`

export const FLOWS =
  '{ up: { from: s, to: w/eth0, type: udp, rate: 4Mbps, size: 472 }, down: { from: w/eth0, to: s, type: udp, rate: 4Mbps, size: 472 } }'

const MEMORY = 'memory: 8MiB, dirty: { rate: 500, workingSet: 2MiB }'

export function designLab(options: DesignLab): string {
  const [first, second] = options.models ?? ['nvidia-bluefield2', 'nvidia-bluefield2']
  const [mine, theirs] = options.vfs ?? [2, 2]
  const [here, there] = options.settings ?? ['', '']
  return `
migration: ${options.migration ?? '{ downtimeGoal: 5ms }'}
hosts:${host('a', 1, first, mine, here)}${host('b', 2, second, theirs, there)}
vms:
  w: { host: a, ${options.vm ?? MEMORY}, nics: { eth0: { network: v/net, mac: "02:00:00:00:00:10", ip: 10.0.0.1/24, ${options.nic} } } }
${options.vms ?? ''}
switches: { t: { ports: 3 } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n, t/1] }, { ends: [b/n, t/2] }, { ends: [s, t/3], speed: 100Mbps }, { ends: [a/m, b/m] } ]
flows: ${options.flows ?? FLOWS}
events: [${options.events ?? ''}]
`
}

export const PLUGINS = 'plugins: [intel, mellanox, broadcom, cisco, emulation]'

/** What a vNIC of each design looks like in a document. */
export const DESIGNS = {
  npa: `adapter: npa, function: auto, ${PLUGINS}`,
  upt: 'adapter: upt, function: auto',
  failover: 'adapter: failover, function: auto',
  replug: 'adapter: replug, function: auto',
} as const

export const startLab = (options: DesignLab): LabRun => new LabRun(designLab(options))
