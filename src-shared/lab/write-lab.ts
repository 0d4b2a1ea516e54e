// A lab to text. YAML, with the comments and the order of the text that it was read from where that can be kept; JSON.
// The same lab and the same original give the same bytes. What is written is read back before it is handed out.
import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type Node,
  type Pair,
  type ToStringOptions,
  YAMLMap,
  YAMLSeq,
  visit,
} from 'yaml'
import { isSame, keptEntries } from './lab-diff'
import { readEditable, readText } from './read-text'
import type { Lab } from './schema'

const STYLE: ToStringOptions = { lineWidth: 0, indent: 2 }
/** Plain text that YAML 1.1 takes for a boolean or, like a MAC address, for a number to the base of sixty. */
const AMBIGUOUS = /^(?:y|n|yes|no|on|off|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?)$/i
/** What is shorter than this and holds no names of things stands on one line. */
const ONE_LINE = 88

/** Length on one line; Infinity: it cannot stand on one. Sets the style of everything inside on the way. */
function layOut(node: unknown, depth: number, isEntry = false): number {
  if (isScalar(node)) {
    const text = String(node.value)
    if (typeof node.value === 'string' && AMBIGUOUS.test(text)) node.type = 'QUOTE_DOUBLE'
    return text.includes('\n') ? Infinity : text.length
  }
  if (!isCollection(node)) return Infinity
  let length = 4
  for (const item of node.items) {
    const pair = isMap(node) ? (item as Pair) : null
    // numbers of ports and functions stand without quotes
    if (pair && isScalar(pair.key) && /^(0|[1-9]\d{0,8})$/.test(String(pair.key.value)))
      pair.key.value = Number(pair.key.value)
    length += pair
      ? String((pair.key as Scalar).value).length + 4 + layOut(pair.value, depth + 1)
      : layOut(item, depth + 1, true) + 2
  }
  // sections and the things in them are blocks, their details are lines
  const isDetail = isSeq(node) ? depth >= 2 : depth >= (node.items.length <= 1 && !isEntry ? 3 : 2)
  node.flow = node.items.length === 0 || (isDetail && length <= ONE_LINE && !holdsBlock(node))
  return node.flow ? length : Infinity
}

const holdsBlock = (node: YAMLMap | YAMLSeq): boolean =>
  node.items.some((item) => {
    const value = isMap(node) ? (item as Pair).value : item
    return isCollection(value) && value.flow !== true
  })

function createNode(value: unknown, depth: number): Node {
  const node = new Document(value, { aliasDuplicateObjects: false }).contents as Node
  layOut(node, depth)
  return node
}

/** Raised where the original is written in a way that cannot be edited node by node: an alias stands for what changes. */
class NotEditable extends Error {}

/** `{ a: 1 }` with spaces, `[a, b]` without: the printer knows one setting for both. */
function print(document: Document): string {
  const anchors = new Set<string | undefined>()
  visit(document, {
    Collection: (_key, node) => {
      anchors.add(node.anchor)
      const proto = isMap(node) ? YAMLMap.prototype : YAMLSeq.prototype
      const flowCollectionPadding = isMap(node) ? ' ' : ''
      node.toString = (context, ...rest) =>
        proto.toString.call(node, context && { ...context, flowCollectionPadding }, ...rest)
    },
    Scalar: (_key, node) => {
      anchors.add(node.anchor)
    },
    Alias: (_key, node) => {
      if (!anchors.has(node.source)) throw new NotEditable()
    },
  })
  return document.toString(STYLE)
}

function freshYaml(lab: Lab): string {
  const document = new Document(null)
  const root = createNode(lab, 0) as YAMLMap
  // an empty line before each section
  for (const { key, value } of root.items) (key as Scalar).spaceBefore = isCollection(value) && !value.flow
  document.contents = root as never
  return print(document)
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key)

function createPair(key: string, value: Node): Pair {
  const pair = (new Document({ [key]: null }).contents as unknown as YAMLMap).items[0]
  pair.value = value
  return pair
}

/** A collection that got new entries: a block cannot stand in a line, and what is empty is written {} or []. */
function restyle(node: YAMLMap | YAMLSeq, wasEmpty: boolean, added: readonly Node[]): void {
  if (node.items.length === 0) node.flow = true
  else if (added.some((child) => isCollection(child) && !child.flow) || (wasEmpty && added.length > 0))
    node.flow = false
}

function rewriteMap(node: YAMLMap, from: Record<string, unknown>, to: Record<string, unknown>, depth: number): void {
  const written = new Map(node.items.map((pair) => [keyOf(pair), pair]))
  const wasEmpty = node.items.length === 0
  const added: Node[] = []
  // what is merged in (<<) stays in front, and speaks for the fields that are not written here
  const items = node.items.filter((pair) => keyOf(pair) === '<<')
  for (const key of Object.keys(to)) {
    const pair = written.get(key)
    if (pair && Object.hasOwn(from, key)) {
      pair.value = rewrite(pair.value, from[key], to[key], depth + 1)
      items.push(pair)
    } else if (!Object.hasOwn(from, key) || !isSame(from[key], to[key])) {
      const value = createNode(to[key], depth + 1)
      added.push(value)
      items.push(createPair(key, value))
    }
  }
  node.items = items
  restyle(node, wasEmpty, added)
}

function rewriteList(node: YAMLSeq, from: readonly unknown[], to: readonly unknown[], depth: number): void {
  if (node.items.length !== from.length) throw new NotEditable()
  const wasEmpty = node.items.length === 0
  const [fromKept, toKept] = keptEntries(from, to)
  const added: Node[] = []
  let kept = 0
  node.items = to.map((value, index) => {
    if (toKept[kept] === index) {
      const old = fromKept[kept++]
      return rewrite(node.items[old], from[old], value, depth + 1)
    }
    const entry = createNode(value, depth + 1)
    added.push(entry)
    return entry
  })
  restyle(node, wasEmpty, added)
}

/** The node that says `to` where this one says `from`: itself as far as it can be, with its remarks and its order. */
function rewrite(node: unknown, from: unknown, to: unknown, depth: number): unknown {
  if (isMap(node) && isGroup(from) && isGroup(to)) {
    rewriteMap(node, from, to, depth)
    return node
  }
  if (isSeq(node) && Array.isArray(from) && Array.isArray(to)) {
    rewriteList(node, from, to, depth)
    return node
  }
  if (isSame(from, to)) return node
  if (isAlias(node)) throw new NotEditable()
  const created = createNode(to, depth)
  if (isScalar(node) && isScalar(created)) {
    // the remark behind a value, and the quotes around it, stay
    if (node.comment !== undefined) created.comment = node.comment
    if (node.commentBefore !== undefined) created.commentBefore = node.commentBefore
    if (typeof node.value === 'string' && typeof created.value === 'string') created.type = node.type
  }
  return created
}

/** The original with the changes made in it; null: it cannot be kept. */
function editedYaml(lab: Lab, original: string): string | null {
  // JSON in a YAML file becomes YAML
  if (/^\s*\{/.test(original)) return null
  const read = readEditable(original)
  if (!read.ok || !isGroup(read.value) || !isMap(read.document.contents)) return null
  if (isSame(read.value, lab)) return original
  try {
    rewriteMap(read.document.contents, read.value, lab, 0)
    const text = print(read.document)
    return says(text, lab) ? text : null
  } catch (error) {
    if (error instanceof NotEditable) return null
    throw error
  }
}

/** Whether reading the text gives the lab back. */
function says(text: string, lab: Lab): boolean {
  const read = readText(text)
  return read.ok && isSame(read.value, lab)
}

/** YAML, with the comments of `original` where they can be kept. */
export function writeLab(lab: Lab, original?: string): string {
  const edited = original === undefined ? null : editedYaml(lab, original)
  return edited ?? freshYaml(lab)
}

export const writeLabJson = (lab: Lab): string => `${JSON.stringify(lab, null, 2)}\n`
