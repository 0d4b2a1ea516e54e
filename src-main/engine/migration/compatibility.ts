// May this VM move to that host, and in which mode will its NICs run there? Data in, verdict out: every reason at once.
// The same function serves the list of destinations, the start of a migration and its tests.
import { adapter } from '../../../src-shared/catalogue/adapters'
import {
  MIGRATION_REFUSALS,
  MIGRATION_WARNINGS,
  type MigrationRefusal,
  type MigrationWarning,
} from '../../../src-shared/result/migration-codes'
import type { AdapterKind, IommuMode } from '../../../src-shared/lab/schema'
import type { Reason } from '../../../src-shared/result/result'

/** What the destination offers to one vNIC. */
export interface NicFacts {
  path: string
  adapter: AdapterKind
  /** Name of its port group; null: it is plugged in nowhere. */
  network: string | null
  networkFound: boolean
  /** upt, npa, failover, replug: the document gives it a function where there is one. */
  wantsFunction: boolean
  /** npa: the plug-ins of its shell. */
  plugins: readonly string[]
  /** NICs with virtual functions that could carry this network at the destination. */
  sriovNics: readonly {
    path: string
    ihv: string | null
    uniform: boolean
    /** A VF that nobody has and no other vNIC of this VM takes; null: none is free. */
    freeFunction: string | null
  }[]
}

export interface CompatibilityFacts {
  vm: string
  destination: string
  isOff: boolean
  sameHost: boolean
  alreadyMigrating: boolean
  /** It is being saved, given memory, or one of its vNICs changes its path. */
  isOperatedOn: boolean
  sourceHasVmotion: boolean
  destinationHasVmotion: boolean
  vmotionReachable: boolean
  /** Memory that the destination can still give, and what the VM needs. */
  freeMemoryBytes: number
  neededMemoryBytes: number
  destinationIommu: IommuMode
  fullyReserved: boolean
  services: readonly string[]
  /** Cores that its vCPUs are bound to; empty: none. */
  affinity: readonly number[]
  nics: readonly NicFacts[]
}

/** How a vNIC will run at the destination. */
export interface NicPlan {
  nic: string
  mode: 'passthrough' | 'emulation' | 'absent'
  function?: string
  plugin?: string
}

export interface CompatibilityVerdict {
  refusals: Reason[]
  warnings: Reason[]
  nics: NicPlan[]
}

/** A service that a VM has while its execution is recorded. */
export const RECORDING = 'record-replay'
/** Services that tie a VM to its host. VMsafe filters travel with the VM; a fault-tolerant pair does not. */
const BLOCKING_SERVICES = ['fault-tolerance', RECORDING]

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`

export function checkCompatibility(facts: CompatibilityFacts): CompatibilityVerdict {
  const verdict: CompatibilityVerdict = { refusals: [], warnings: [], nics: [] }
  const refuse = (code: MigrationRefusal, detail: string, path: string): void => {
    verdict.refusals.push({
      code,
      says: `${MIGRATION_REFUSALS[code].says} ${detail} ${MIGRATION_REFUSALS[code].remedy}`,
      path,
    })
  }
  if (facts.isOff) refuse('vm-off', `${facts.vm} is off.`, facts.vm)
  if (facts.sameHost) refuse('same-host', `${facts.vm} runs on ${facts.destination}.`, facts.destination)
  if (facts.alreadyMigrating) refuse('already-migrating', `${facts.vm} is on its way.`, facts.vm)
  if (facts.isOperatedOn) refuse('operation-in-progress', `It is on ${facts.vm}.`, facts.vm)
  if (!facts.sourceHasVmotion || !facts.destinationHasVmotion) {
    const lacking = facts.destinationHasVmotion ? 'The source lacks one.' : `${facts.destination} lacks one.`
    refuse('no-vmotion-network', lacking, facts.destination)
  } else if (!facts.sameHost && !facts.vmotionReachable) {
    refuse('vmotion-unreachable', `No path to ${facts.destination} was found.`, facts.destination)
  }
  if (!facts.sameHost && facts.neededMemoryBytes > facts.freeMemoryBytes) {
    const detail = `It needs ${gibibytes(facts.neededMemoryBytes)}, ${facts.destination} has ${gibibytes(facts.freeMemoryBytes)} left.`
    refuse('insufficient-memory', detail, facts.destination)
  }
  if (facts.affinity.length > 0) refuse('cpu-affinity', `They are ${facts.affinity.join(', ')}.`, facts.vm)
  for (const service of facts.services) {
    if (BLOCKING_SERVICES.includes(service)) refuse('service-blocks', `The service is ${service}.`, facts.vm)
  }
  for (const nic of facts.nics) {
    if (nic.adapter === 'passthrough') refuse('passthrough-device', `The vNIC is ${nic.path}.`, nic.path)
    else if (nic.network !== null && !nic.networkFound) {
      refuse('network-missing', `${nic.path} needs “${nic.network}” on ${facts.destination}.`, nic.path)
    }
    verdict.nics.push(planNic(facts, nic, verdict.warnings))
  }
  return verdict
}

function canDrive(nic: NicFacts, candidate: NicFacts['sriovNics'][number]): boolean {
  if (nic.adapter === 'upt') return candidate.uniform
  return nic.adapter !== 'npa' || (candidate.ihv !== null && nic.plugins.includes(candidate.ihv))
}

/** How a vNIC will run there; a warning for what it could have and does not get. */
export function planNic(facts: CompatibilityFacts, nic: NicFacts, warnings: Reason[]): NicPlan {
  const isReplug = nic.adapter === 'replug'
  const emulated: NicPlan = { nic: nic.path, mode: isReplug ? 'absent' : 'emulation' }
  if (nic.adapter === 'npa') emulated.plugin = 'emulation'
  // without its network nothing is known of the functions behind it
  if (!nic.wantsFunction || (nic.network !== null && !nic.networkFound)) return emulated
  const warn = (code: MigrationWarning): NicPlan => {
    const what = isReplug
      ? 'has no device'
      : nic.adapter === 'failover'
        ? 'runs on its standby device'
        : 'stays in emulation'
    const says = `${nic.path} ${what} on ${facts.destination}. ${MIGRATION_WARNINGS[code].says} ${MIGRATION_WARNINGS[code].remedy}`
    warnings.push({ code, says, path: nic.path })
    return emulated
  }
  if (facts.services.length > 0 && adapter(nic.adapter).leaves === 'switched') return warn('service-conflict')
  if (facts.destinationIommu === 'off') return warn('iommu-off')
  if (nic.sriovNics.length === 0) return warn(nic.adapter === 'upt' ? 'uniform-hardware-missing' : 'no-sriov')
  const speaking = nic.sriovNics.filter((candidate) => canDrive(nic, candidate))
  if (speaking.length === 0) return warn(nic.adapter === 'upt' ? 'uniform-hardware-missing' : 'no-plugin')
  if (!facts.fullyReserved) return warn('memory-not-reserved')
  const chosen = speaking.find((candidate) => candidate.freeFunction !== null)
  if (!chosen) return warn('no-free-vf')
  const plan: NicPlan = { nic: nic.path, mode: 'passthrough', function: chosen.freeFunction! }
  if (nic.adapter === 'npa') plan.plugin = chosen.ihv!
  return plan
}
