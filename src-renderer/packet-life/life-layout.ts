// Places of the stages of a frame's life: a lane each for who runs it, time to the right, either true to scale or one step
// a stage. Two lives on one picture share the scale, so that lengths may be compared.
import type { LifeLane } from '../../src-shared/result/packet-life'
import type { Reply } from '../../src-shared/api/lab-api'

export type Life = NonNullable<Reply<'run.packet-life'>>
export type LifeStage = Life['stages'][number]

export const LANES: readonly { id: LifeLane; name: string; colour: string; says: string }[] = [
  {
    id: 'guest',
    name: 'Guest',
    colour: '--by-guest',
    says: 'Application, network stack and driver of the guest, on its virtual CPUs.',
  },
  { id: 'vnic', name: 'vNIC', colour: '--by-vnic', says: 'The border: doorbells, exits, virtual interrupts.' },
  {
    id: 'hypervisor',
    name: 'Hypervisor',
    colour: '--by-hypervisor',
    says: 'Workers, vSwitch, policies and drivers, on cores of the host.',
  },
  {
    id: 'nic',
    name: 'PF and VF',
    colour: '--by-nic',
    says: 'The hardware of the card: queues, filters, offloads, embedded switch.',
  },
  { id: 'iommu', name: 'IOMMU', colour: '--by-iommu', says: 'DMA and the translation of its addresses.' },
  { id: 'wire', name: 'Wire', colour: '--by-wire', says: 'Bits on links, and physical switches.' },
]

export type Scale = 'linear' | 'steps'

export interface StageBox {
  stage: LifeStage
  index: number
  lane: number
  x: number
  width: number
}

/** Narrower than this nobody finds it. */
const LEAST_BOX = 2
const STEP_WIDTH = 92

export interface LifeLayout {
  boxes: StageBox[]
  /** Needed for all of it; in steps it may be more than there is. */
  width: number
}

/** `length` is what the width stands for, in seconds: the longer of two lives that are compared. */
export function layOutLife(life: Life, scale: Scale, width: number, length: number): LifeLayout {
  const laneOf = (stage: LifeStage): number => LANES.findIndex((lane) => lane.id === stage.lane)
  const stages = life.stages.map((stage, index) => ({ stage, index, lane: laneOf(stage) }))
  if (scale === 'steps') {
    const step = Math.max(STEP_WIDTH, width / Math.max(1, stages.length))
    return {
      boxes: stages.map((one) => ({ ...one, x: one.index * step, width: step - 4 })),
      width: Math.max(width, step * stages.length),
    }
  }
  const start = life.stages[0]?.start ?? 0
  const x = (time: number): number => ((time - start) / length) * width
  return {
    boxes: stages.map((one) => ({
      ...one,
      x: Math.min(x(one.stage.start), width - LEAST_BOX),
      width: Math.max(LEAST_BOX, x(one.stage.end) - x(one.stage.start)),
    })),
    width,
  }
}

export const lengthOf = (life: Life): number => {
  const last = Math.max(...life.stages.map((stage) => stage.end), 0)
  return Math.max(last - (life.stages[0]?.start ?? 0), 1e-12)
}

export interface LifeSum {
  seconds: number
  cycles: { guest: number; host: number }
  copies: number
  exits: number
  interrupts: number
}

/** Stages are told by their names: `copy`, `exit`, and whatever ends in `interrupt`. */
export function sumOf(life: Life): LifeSum {
  const sum: LifeSum = { seconds: lengthOf(life), cycles: { guest: 0, host: 0 }, copies: 0, exits: 0, interrupts: 0 }
  for (const { stage, lane, cycles } of life.stages) {
    if (lane === 'guest') sum.cycles.guest += cycles
    else sum.cycles.host += cycles
    const kind = markOf(stage)
    if (kind === 'copy') sum.copies++
    else if (kind === 'exit') sum.exits++
    else if (kind === 'interrupt') sum.interrupts++
  }
  return sum
}

export type Mark = 'copy' | 'exit' | 'interrupt' | 'drop'

/** What a stage is marked with besides its block. */
export function markOf(stage: string): Mark | null {
  if (stage === 'copy' || stage.endsWith('-copy') || stage.startsWith('copy-')) return 'copy'
  if (stage === 'exit' || stage.endsWith('-exit')) return 'exit'
  if (stage.endsWith('interrupt')) return 'interrupt'
  return stage === 'dropped' ? 'drop' : null
}

/** In a 10 × 10 box: two sheets, an arrow out of the box, a bolt, a cross. */
export const MARKS: Record<Mark, { d: string; word: string }> = {
  copy: { d: 'M1 3.5h5.5v5.5H1zM3.5 3.5V1H9v5.5H6.5', word: 'copy' },
  exit: { d: 'M5.5 1.5H1.5v7h7V5M5 5L9 1M6 1h3v3', word: 'exit' },
  interrupt: { d: 'M6 0.8L2 5.8h2.6L4 9.4l4.2-5.2H5.4z', word: 'interrupt' },
  drop: { d: 'M1.5 1.5l7 7M8.5 1.5l-7 7', word: 'lost' },
}
