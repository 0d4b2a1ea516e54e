// What is happening at a moment of a migration, and why it is needed: one sentence each, for the panel beside the axis.
import type { MigrationPhase } from '../../src-shared/result/migration-codes'
import type { MigrationResult } from '../../src-shared/result/result'
import { endOfMigration } from '../stores/seen-run'
import { formatCount, formatTime } from '../ui/format'
import { migrationParts, partAt, PHASE_NAMES, type PhasePart } from './migration-parts'

export interface Story {
  title: string
  happens: string
  why: string
}

const WHY: Record<MigrationPhase, string> = {
  compatibility:
    'A move that cannot end well is refused before anything is changed, and what will be lost is said beforehand.',
  'to-emulation':
    'State inside a card cannot be copied, and a card writes guest memory unseen. In emulation the hypervisor holds the state and sees every write.',
  unplug:
    'State inside a card cannot be copied. Without a shell or a uniform interface the guest has to let go of the card itself.',
  'pre-copy':
    'What the guest writes meanwhile must be sent again: each round is shorter than the last as long as the network is faster than the guest.',
  'switch-over':
    'The last page can be copied only while nobody writes. This stop is the downtime, so it has to be short.',
  resume:
    'In emulation the adapter is software and starts anywhere: whether a function is free here does not matter yet.',
  announce:
    'The physical switches still send frames to the old port. The announcement moves the address at once, before it would age out.',
  'to-passthrough':
    'Nobody has to trace writes any more, so the frames may run past the hypervisor again: less CPU, less latency.',
  plug: 'The guest finds another card with another driver; what was tuned on the former one is gone with it.',
}

/** A number stays with its unit. */
const whole = (quantity: string): string => quantity.replace(/ /g, '\u00a0')

function whatHappens(migration: MigrationResult, part: PhasePart): string {
  const { vm, from, to } = migration
  const pages = part.pages === null ? 'pages' : whole(`${formatCount(part.pages)} pages`)
  switch (part.phase) {
    case 'compatibility':
      return `${to} is asked for the networks and the memory that ${vm} needs, and what its NICs offer.`
    case 'to-emulation':
      return `Frames in flight drain, the function is given back, and software of ${from} serves the same adapter.`
    case 'unplug':
      return `The guest of ${vm} is asked to give its device back: its driver lets go, and ${from} takes the function.`
    case 'pre-copy':
      if (part.round === 1)
        return `Round 1 sends all memory${part.pages === null ? '' : `, ${pages},`} while ${vm} runs on ${from}.`
      return `Round ${part.round} sends the ${pages} that ${vm} wrote during round ${part.round - 1}.`
    case 'switch-over':
      return `${vm} stands still: the last ${pages} and the state of its devices go to ${to}.`
    case 'resume':
      return `The virtual CPUs start on ${to}.`
    case 'announce':
      return `${to} sends a RARP for every address of ${vm}.`
    case 'to-passthrough':
      return `${to} resets a free function, gives it the address and the VLAN of the adapter, and lets it take over.`
    case 'plug':
      return `${to} attaches a free function to ${vm}; the guest finds the device and starts its driver.`
  }
}

const VERDICT: Record<MigrationResult['outcome'], string> = {
  completed: 'Completed',
  refused: 'Refused',
  failed: 'Failed',
  running: 'Under way',
}

export function storyAt(migration: MigrationResult, time: number): Story {
  const { vm, from, to, at } = migration
  const end = endOfMigration(migration)
  if (time < at) {
    return {
      title: 'Before the move',
      happens: `${vm} runs on ${from}; its move to ${to} begins in ${whole(formatTime(at - time))}.`,
      why: 'The mode band shows how its frames travel: past the hypervisor, or through it.',
    }
  }
  const part = partAt(migrationParts(migration), time)
  if (part && (migration.outcome === 'running' || time <= end)) {
    const title = part.round > 0 ? `${PHASE_NAMES[part.phase]}, round ${part.round}` : PHASE_NAMES[part.phase]
    return { title, happens: whatHappens(migration, part), why: WHY[part.phase] }
  }
  return afterwards(migration)
}

function afterwards(migration: MigrationResult): Story {
  const { vm, from, to, outcome, reasons, warnings, downtime } = migration
  const title = VERDICT[outcome]
  const last = migration.modes[migration.modes.length - 1]
  if (outcome === 'refused' || outcome === 'failed') {
    const first = reasons[0]?.says ?? 'No reason was given.'
    return { title, happens: `${vm} stays on ${from}.`, why: first }
  }
  const happens = `${vm} runs on ${to}; it stood still for ${whole(formatTime(downtime))}.`
  if (last?.mode === 'passthrough') {
    return {
      title,
      happens,
      why: migration.phases.some(({ name }) => name === 'unplug')
        ? 'The guest has a function again: it saw one device go and another one come.'
        : 'Its adapter is on a function again: the guest kept one adapter and one driver all the time.',
    }
  }
  const why = warnings[0]?.says ?? 'Its adapter is served by the hypervisor, as it was before.'
  return { title, happens, why }
}

/** Sentence for each phase of a legend or a tooltip. */
export const whyOf = (phase: MigrationPhase): string => WHY[phase]
