// A lab around one VM, and questions about the life of one of its frames.
import { PacketLifeSearch, type LifeWish, type PacketLife } from '../../../../src-main/engine/observe/packet-life'
import { modelFrom } from '../../../helper/lab-builder'

export function lifeIn(yaml: string, wish: Partial<LifeWish> = {}): PacketLife {
  const search = new PacketLifeSearch(modelFrom(yaml), { flow: 'f', fromPs: 0, nth: 2, ...wish })
  search.advance()
  if (search.life === null) throw new Error('there is no such frame')
  return search.life
}

export const names = (life: PacketLife): string[] => life.stages.map(({ stage }) => stage)
export const times = (life: PacketLife, stage: string): number[] =>
  life.stages.filter((span) => span.stage === stage).map(({ startPs, endPs }) => endPs - startPs)
export const count = (life: PacketLife, stage: string, lane?: string): number =>
  life.stages.filter((span) => span.stage === stage && (lane === undefined || span.lane === lane)).length
export const cycles = (life: PacketLife, stage: string): number =>
  life.stages.filter((span) => span.stage === stage).reduce((sum, span) => sum + span.cycles, 0)

//   w (eth0) - v0 - vmnic0 - tor - s       s is never the bottleneck; the second frame finds the address known
export const oneVm = (nic: string, flow: string, how = '', group = ''): string => `
duration: 100ms
hosts:
  a:
    cpu: { cores: 8, clock: 3GHz }
    nics: { vmnic0: { model: intel-82599, vfs: 4 } }
    vswitches: { v0: { uplinks: { active: [vmnic0] }, portGroups: { net: { ${group} } } } }
    ${how}
vms:
  w: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, ${nic} } } }
switches: { tor: { ports: 4 } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, tor/1] }, { ends: [s, tor/2] } ]
flows: { f: ${flow} }
`
