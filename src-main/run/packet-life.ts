// The life of one frame, for the window and the command line: a second simulation of the same document is run until the
// frame has ended. It changes nothing in the run that it looks into.
import { resolveLab } from '@shared/lab/resolve-lab'
import type { Lab } from '@shared/lab/schema'
import { own } from '@shared/lab/maps'
import { DROP_REASONS } from '@shared/result/drop-reasons'
import type { FrameLife } from '@shared/result/frame-life'
import { LIFE_STAGES } from '@shared/result/packet-life'
import { PacketLifeSearch, type LifeWish, type PacketLife } from '../engine/observe/packet-life'

const PS = 1e12
const SLICE_EVENTS = 20_000

/** At once, for whoever has nothing else to do. `document`: with what a person did, as events. */
export function frameLife(document: Lab, wish: LifeWish): FrameLife | null {
  const search = new PacketLifeSearch(resolveLab(document), wish)
  search.advance()
  return inSeconds(search.life)
}

/** Null: the frame is not sent, or not before `endPs`. */
export function frameLifeUntil(document: Lab, wish: Omit<LifeWish, 'fromPs'>, endPs = Infinity): FrameLife | null {
  const life = frameLife(document, { ...wish, fromPs: 0 })
  return life !== null && life.sentAt * PS <= endPs ? life : null
}

/** The same in steps, for whoever has something else to do in between. */
export function* searchFrameLife(document: Lab, wish: LifeWish): Generator<void, FrameLife | null> {
  const search = new PacketLifeSearch(resolveLab(document), wish)
  while (!search.advance(SLICE_EVENTS)) yield
  return inSeconds(search.life)
}

function inSeconds(life: PacketLife | null): FrameLife | null {
  if (life === null) return null
  const { flow, sentPs, outcome, header } = life
  const stages = life.stages.map(({ stage, lane, path, startPs, endPs, cycles, header: bytes }) => ({
    stage,
    lane,
    path,
    start: startPs / PS,
    end: endPs / PS,
    cycles,
    says: stage === 'dropped' ? lossSentence(outcome, path) : LIFE_STAGES[stage].says,
    header: bytes,
  }))
  return { flow, sentAt: sentPs / PS, outcome, stages, header }
}

/** The reason and the place: `Lost at tor-1/2 as queue-full. The queue in front of a slower stage had no room left.` */
function lossSentence(reason: string, path: string): string {
  return `Lost at ${path} as ${reason}. ${own<{ says: string }>(DROP_REASONS, reason)?.says ?? ''}`.trimEnd()
}
