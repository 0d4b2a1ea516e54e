// What changed between two documents: removed, updated, added, by pointer, exact to the order of fields and entries.
// A diff is read in three steps: a --removed--> m --updated--> m' --added--> b. The pointers of `removed` belong to `a` (in
// the order of the list), those of `updated` to `m`, those of `added` to `b`. Reversed, the same steps lead back from b to a.
import type { LabDiff, Pointer } from '../api/lab-api'

type Group = Record<string, unknown>

const isGroup = (value: unknown): value is Group => typeof value === 'object' && value !== null && !Array.isArray(value)

export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((value, index) => isSame(value, b[index]))
  }
  if (!isGroup(a) || !isGroup(b)) return false
  const keys = Object.keys(a)
  const others = Object.keys(b)
  // the order of fields is part of a document: it must come back with undo
  return keys.length === others.length && keys.every((key, index) => key === others[index] && isSame(a[key], b[key]))
}

/** Positions in `a` and `b` of the entries that stay, as two lists of the same length. */
export function keptEntries(a: readonly unknown[], b: readonly unknown[]): [number[], number[]] {
  let head = 0
  while (head < a.length && head < b.length && isSame(a[head], b[head])) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && isSame(a[a.length - 1 - tail], b[b.length - 1 - tail]))
    tail++
  const fromA = Array.from({ length: head }, (_, i) => i)
  const fromB = [...fromA]
  const endA = a.length - tail
  const endB = b.length - tail
  if (endA - head === endB - head) {
    for (let i = head; i < endA; i++) {
      fromA.push(i)
      fromB.push(i)
    }
  } else {
    // the shorter middle may be the longer one with some entries left out
    const [short, shortStart, shortEnd] = endA < endB ? [a, head, endA] : [b, head, endB]
    const [long, longEnd] = endA < endB ? [b, endB] : [a, endA]
    const [ofShort, ofLong] = endA < endB ? [fromA, fromB] : [fromB, fromA]
    let at = head
    for (let i = shortStart; i < shortEnd; i++) {
      let found = at
      while (found < longEnd && !isSame(short[i], long[found])) found++
      if (found === longEnd) continue
      ofShort.push(i)
      ofLong.push(found)
      at = found + 1
    }
  }
  for (let i = 0; i < tail; i++) {
    fromA.push(endA + i)
    fromB.push(endB + i)
  }
  return [fromA, fromB]
}

/** So many entries that come or go at once are carried as one update of what holds them. */
const MANY = 200

class Differ {
  readonly diff: LabDiff = { added: [], updated: [], removed: [] }

  private list(a: unknown[], b: unknown[], inA: Pointer, inM: Pointer, inB: Pointer): void {
    const [fromA, fromB] = keptEntries(a, b)
    if (a.length + b.length - fromA.length - fromB.length > MANY) {
      this.diff.updated.push({ pointer: inM, from: a, to: b })
      return
    }
    const added: LabDiff['added'] = []
    const keptB = new Set(fromB)
    for (let i = 0; i < b.length; i++) if (!keptB.has(i)) added.push({ pointer: [...inB, i], value: b[i], index: i })
    this.diff.added.push(...added)
    for (let k = 0; k < fromA.length; k++) {
      this.value(a[fromA[k]], b[fromB[k]], [...inA, fromA[k]], [...inM, k], [...inB, fromB[k]])
    }
    const keptA = new Set(fromA)
    for (let i = a.length - 1; i >= 0; i--) {
      if (!keptA.has(i)) this.diff.removed.push({ pointer: [...inA, i], value: a[i], index: i })
    }
  }

  private group(a: Group, b: Group, inA: Pointer, inM: Pointer, inB: Pointer): void {
    const before = Object.keys(a)
    const after = Object.keys(b)
    const kept = before.filter((key) => Object.hasOwn(b, key))
    const keptInB = after.filter((key) => Object.hasOwn(a, key))
    const isMoved = kept.some((key, index) => key !== keptInB[index])
    if (isMoved || before.length + after.length - 2 * kept.length > MANY) {
      this.diff.updated.push({ pointer: inM, from: a, to: b })
      return
    }
    for (const [index, key] of after.entries()) {
      if (!Object.hasOwn(a, key)) this.diff.added.push({ pointer: [...inB, key], value: b[key], index })
    }
    for (const key of kept) this.value(a[key], b[key], [...inA, key], [...inM, key], [...inB, key])
    for (let index = before.length - 1; index >= 0; index--) {
      const key = before[index]
      if (!Object.hasOwn(b, key)) this.diff.removed.push({ pointer: [...inA, key], value: a[key], index })
    }
  }

  value(a: unknown, b: unknown, inA: Pointer, inM: Pointer, inB: Pointer): void {
    if (a === b) return
    if (Array.isArray(a) && Array.isArray(b)) this.list(a, b, inA, inM, inB)
    else if (isGroup(a) && isGroup(b)) this.group(a, b, inA, inM, inB)
    else if (!isSame(a, b)) this.diff.updated.push({ pointer: inM, from: a, to: b })
  }
}

export function diffLab(a: object, b: object): LabDiff {
  const differ = new Differ()
  differ.value(a, b, [], [], [])
  return differ.diff
}

export const isEmptyDiff = (diff: LabDiff): boolean =>
  diff.added.length === 0 && diff.updated.length === 0 && diff.removed.length === 0

/** A copy of `value` in which what `pointer` points to is `change(it)`; everything else is shared. */
function changeAt(value: unknown, pointer: Pointer, depth: number, change: (parent: unknown) => unknown): unknown {
  if (depth === pointer.length) return change(value)
  const key = pointer[depth]
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value]
    copy[Number(key)] = changeAt(value[Number(key)], pointer, depth + 1, change)
    return copy
  }
  if (!isGroup(value) || !Object.hasOwn(value, key)) throw new Error(`diff does not fit: ${pointer.join('/')}`)
  return { ...value, [key]: changeAt(value[key], pointer, depth + 1, change) }
}

function without(parent: unknown, key: string | number): unknown {
  if (Array.isArray(parent)) return parent.filter((_, index) => index !== Number(key))
  if (!isGroup(parent) || !Object.hasOwn(parent, key)) throw new Error(`diff does not fit: ${key}`)
  const { [key]: _removed, ...rest } = parent
  return rest
}

/** `index` counts among all fields, so that a field comes back to where it was. */
export function withEntry(parent: unknown, key: string | number, value: unknown, index: number | undefined): unknown {
  if (Array.isArray(parent)) {
    const at = Number(key)
    return [...parent.slice(0, at), value, ...parent.slice(at)]
  }
  if (!isGroup(parent)) throw new Error(`diff does not fit: ${key}`)
  const fields = Object.entries(parent)
  fields.splice(index ?? fields.length, 0, [String(key), value])
  return Object.fromEntries(fields)
}

export function applyDiff<T extends object>(document: T, diff: LabDiff): T {
  let result: unknown = document
  for (const { pointer } of diff.removed) {
    const parent = pointer.slice(0, -1)
    result = changeAt(result, parent, 0, (value) => without(value, pointer[pointer.length - 1]))
  }
  for (const { pointer, to } of diff.updated) result = changeAt(result, pointer, 0, () => to)
  for (const { pointer, value, index } of diff.added) {
    const parent = pointer.slice(0, -1)
    result = changeAt(result, parent, 0, (group) => withEntry(group, pointer[pointer.length - 1], value, index))
  }
  return result as T
}

export function reverseDiff(diff: LabDiff): LabDiff {
  return {
    added: [...diff.removed].reverse(),
    updated: [...diff.updated].reverse().map(({ pointer, from, to }) => ({ pointer, from: to, to: from })),
    removed: [...diff.added].reverse(),
  }
}

/** One diff that does what the given ones do one after the other, beginning at `document`. */
export function squash<T extends object>(document: T, diffs: readonly LabDiff[]): LabDiff {
  return diffLab(
    document,
    diffs.reduce((value, diff) => applyDiff(value, diff), document),
  )
}
