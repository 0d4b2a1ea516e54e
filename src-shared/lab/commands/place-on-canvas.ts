// Where things are drawn. Positions and folds are part of the document, and of undo, and of nothing else.
import { z } from 'zod'
import type { Lab } from '../schema'
import { setAt } from '../edit'
import { command, done, positionSchema } from './command'

/** Machines are kept under their bare name, as people write them; other things under their element id. */
function canvasKey(id: string): string {
  const match = /^(?:hosts|vms|switches|stations)\/([^/]+)$/.exec(id)
  return match ? match[1] : id
}

const tenth = (value: number): number => Math.round(value * 10) / 10

export function placedAll(lab: Lab, positions: Readonly<Record<string, readonly [number, number]>>): Lab {
  const pairs = new Map(Object.entries(lab.view?.positions ?? {}))
  for (const [id, [x, y]] of Object.entries(positions)) {
    const key = canvasKey(id)
    if (key !== id) pairs.delete(id)
    pairs.set(key, [tenth(x), tenth(y)])
  }
  return setAt(lab, ['view', 'positions'], Object.fromEntries(pairs))
}

/** A machine put where it was dropped; left to the layout without a position. */
export const placed = (lab: Lab, id: string, position: readonly [number, number] | undefined): Lab =>
  position === undefined ? lab : placedAll(lab, { [id]: position })

export const placeOnCanvas = command({
  id: 'place-on-canvas',
  payload: z.strictObject({ positions: z.record(z.string(), positionSchema) }),
  label: () => 'Move',
  apply: (lab, { positions }) => done(placedAll(lab, positions)),
  viewOnly: true,
})

export const fold = command({
  id: 'fold',
  payload: z.strictObject({ hosts: z.array(z.string()), folded: z.boolean() }),
  label: ({ folded }) => (folded ? 'Fold' : 'Unfold'),
  apply(lab, { hosts, folded }) {
    const named = new Set(hosts.map(canvasKey))
    const others = (lab.view?.folded ?? []).filter((id) => !named.has(canvasKey(id)))
    return done(setAt(lab, ['view', 'folded'], folded ? [...others, ...named] : others))
  },
  viewOnly: true,
})
