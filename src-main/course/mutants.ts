// Small changes of a lab that somebody might make: one value turned, one thing taken out. Those a check of the lab cannot
// be fooled by show that it can fail.
import { checkLab, hasShape } from '@shared/lab/check-lab'
import { entries } from '@shared/lab/maps'
import { hasErrors } from '@shared/lab/problems'
import { parseQuantity } from '@shared/lab/units'
import { type Lab } from '@shared/lab/schema'
import { withChanges } from '@shared/lab/variants'

/** What people read, and what says when and how long: not what a learner builds. */
const LEFT = new Set(['format', 'name', 'description', 'seed', 'duration', 'checks', 'guide', 'view', 'captures'])
/** Found first, as they break the most. */
const FIRST = ['events', 'answers', 'links', 'flows', 'vms']
/** Of an expression: what may be the name of a property or of a part. */
const WORD = /[A-Za-z][\w-]*/g

export interface Mutant {
  place: string
  lab: Lab
}

/**
 * Its variants, then at most `most` changes: what one of the `asked` expressions names first, and some spread over the rest of
 * the document. Those that cannot run are left out.
 */
export function* mutants(lab: Lab, most: number, asked: readonly string[] = []): Generator<Mutant> {
  for (const [name, { set }] of entries(lab.variants)) yield* runnable(`variants/${name}`, withChanges(lab, set))
  const words = new Set(asked.flatMap((that) => that.match(WORD) ?? []))
  const isNamed = ({ place }: Change): boolean => words.has(place.slice(place.lastIndexOf('/') + 1))
  const ranked = [...changesOf(lab)]
    .map((change, index) => ({ ...change, rank: rankOf(change.place), index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
  const named = spread(ranked.filter(isNamed), most / 2)
  const others = spread(
    ranked.filter((change) => !isNamed(change)),
    most - named.length,
  )
  for (const { place, to } of [...named, ...others]) yield* runnable(place, withChanges(lab, { [place]: to }))
}

function* runnable(place: string, changed: unknown): Generator<Mutant> {
  if (hasShape(changed) && !hasErrors(checkLab(changed))) yield { place, lab: changed }
}

function spread<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most)
  return Array.from({ length: Math.min(list.length, Math.floor(most)) }, (_, k) => list[Math.floor(k * step)]!)
}

const rankOf = (place: string): number => {
  const rank = FIRST.indexOf(place.split('/')[0]!)
  return rank < 0 ? FIRST.length : rank
}

interface Change {
  place: string
  to: unknown
}

function* changesOf(lab: Lab): Generator<Change> {
  yield* otherAdapters(lab)
  for (const index of (lab.links ?? []).keys()) yield { place: `links/${index}/loss`, to: 0.3 }
  for (const [part, value] of Object.entries(lab)) {
    if (LEFT.has(part)) continue
    yield* within(value, part)
  }
}

/** Each vNIC behind the vSwitch where it owns a function; imitated, and on a function of its host, where it has none. */
function* otherAdapters(lab: Lab): Generator<Change> {
  for (const [name, { host, nics }] of entries(lab.vms)) {
    const home = entries(lab.hosts).find(([id]) => id === host)?.[1]
    const hasFunctions = entries(home?.nics).some(([, { vfs = 0 }]) => vfs > 0)
    const network = entries(home?.vswitches).flatMap(([id, { portGroups }]) =>
      entries(portGroups).map(([group]) => `${id}/${group}`),
    )[0]
    for (const [id, nic] of entries(nics)) {
      const { function: own, adapter = 'vmxnet', ip, mac } = nic
      const address = { ...(ip !== undefined && { ip }), ...(mac !== undefined && { mac }) }
      if (own === undefined) {
        yield { place: `vms/${name}/nics/${id}/adapter`, to: adapter === 'e1000' ? 'vmxnet' : 'e1000' }
        if (!hasFunctions) continue
        yield { place: `vms/${name}/nics/${id}`, to: { adapter: 'passthrough', function: 'auto', ...address } }
      } else if (network !== undefined || nic.network !== undefined) {
        yield { place: `vms/${name}/nics/${id}`, to: { network: nic.network ?? network, ...address } }
      }
    }
  }
}

function* within(value: unknown, place: string): Generator<Change> {
  const isPart = place.includes('/')
  if (Array.isArray(value) || (typeof value === 'object' && value !== null)) {
    if (isPart || FIRST.includes(place)) yield { place, to: null }
    for (const [key, child] of Object.entries(value)) yield* within(child, `${place}/${key}`)
    return
  }
  if (typeof value === 'boolean') yield { place, to: !value }
  else if (typeof value === 'number') {
    yield { place, to: value * 4 + 1 }
    if (value !== 0) yield { place, to: 0 }
  } else if (typeof value === 'string') {
    for (const times of [4, 1 / 4]) {
      const quantity = timesQuantity(value, times)
      if (quantity !== null) yield { place, to: quantity }
    }
    if (isPart) yield { place, to: null }
  }
}

/** 10Mbps → 40Mbps or 2.5Mbps; null: no quantity. */
function timesQuantity(text: string, times: number): string | null {
  const found = /^(\d+(?:\.\d+)?)\s*([A-Za-zµ/]+)$/.exec(text)
  if (found === null) return null
  const dimensions = ['rate', 'size', 'time', 'clock'] as const
  if (!dimensions.some((dimension) => parseQuantity(text, dimension).ok)) return null
  return `${Number(found[1]) * times}${found[2]}`
}
