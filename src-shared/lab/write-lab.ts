// A lab to text. YAML, with the comments and the order of the text that it was read from where that can be kept; JSON.
// The same lab and the same original give the same bytes. What is written is read back before it is handed out.
import {
  Document,
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
import type { LabDiff, Pointer } from '../api/lab-api'
import { valueAt } from './edit'
import { diffLab, isEmptyDiff, isSame } from './lab-diff'
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

/** `{ a: 1 }` with spaces, `[a, b]` without: the printer knows one setting for both. */
function print(document: Document): string {
  visit(document, {
    Collection: (_key, node) => {
      const proto = isMap(node) ? YAMLMap.prototype : YAMLSeq.prototype
      const flowCollectionPadding = isMap(node) ? ' ' : ''
      node.toString = (context, ...rest) =>
        proto.toString.call(node, context && { ...context, flowCollectionPadding }, ...rest)
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

/** Raised where the original is written in a way that cannot be edited node by node (aliases, merges). */
class NotEditable extends Error {}

const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key)

const pairIndex = (map: YAMLMap, key: string): number => map.items.findIndex((pair) => keyOf(pair) === key)

function childOf(node: unknown, key: string | number): unknown {
  if (isMap(node)) {
    const index = pairIndex(node, String(key))
    if (index >= 0) return node.items[index].value
  } else if (isSeq(node) && Number(key) < node.items.length) return node.items[Number(key)]
  throw new NotEditable()
}

const nodeAt = (root: unknown, pointer: Pointer): unknown => pointer.reduce<unknown>(childOf, root)

function replaceAt(root: unknown, pointer: Pointer, to: unknown): void {
  const parent = nodeAt(root, pointer.slice(0, -1))
  const key = pointer[pointer.length - 1]
  const old = childOf(parent, key)
  const node = createNode(to, pointer.length)
  if (isScalar(old) && isScalar(node)) {
    // the remark behind a value, and the quotes around it, stay
    if (old.comment !== undefined) node.comment = old.comment
    if (old.commentBefore !== undefined) node.commentBefore = old.commentBefore
    if (typeof old.value === 'string' && typeof node.value === 'string') node.type = old.type
  }
  if (isMap(parent)) parent.items[pairIndex(parent, String(key))].value = node
  else (parent as YAMLSeq).items[Number(key)] = node
}

function addAt(root: unknown, pointer: Pointer, value: unknown, lab: Lab): void {
  const parentPointer = pointer.slice(0, -1)
  const parent = nodeAt(root, parentPointer)
  const key = pointer[pointer.length - 1]
  const node = createNode(value, pointer.length)
  if (isSeq(parent)) {
    if (parent.items.length === 0) parent.flow = false
    parent.items.splice(Number(key), 0, node)
    return
  }
  if (!isMap(parent)) throw new NotEditable()
  // a block cannot stand in a line
  if (parent.items.length === 0 || (isCollection(node) && !node.flow)) parent.flow = false
  const siblings = Object.keys(valueAt(lab, parentPointer) as object)
  const before = siblings[siblings.indexOf(String(key)) - 1]
  const place = before === undefined ? 0 : pairIndex(parent, before) + 1
  const pair = new Document({ [String(key)]: null }).contents as unknown as YAMLMap
  pair.items[0].value = node
  parent.items.splice(place, 0, pair.items[0])
}

function removeAt(root: unknown, pointer: Pointer): void {
  const parent = nodeAt(root, pointer.slice(0, -1))
  const key = pointer[pointer.length - 1]
  childOf(parent, key)
  const items = (parent as YAMLMap | YAMLSeq).items as unknown[]
  items.splice(isMap(parent) ? pairIndex(parent, String(key)) : Number(key), 1)
  // what is empty is written {} or []
  if (items.length === 0) (parent as YAMLMap | YAMLSeq).flow = true
}

function edit(document: Document.Parsed, diff: LabDiff, lab: Lab): void {
  const root = document.contents
  for (const { pointer } of diff.removed) removeAt(root, pointer)
  for (const { pointer, to } of diff.updated) {
    if (pointer.length === 0) throw new NotEditable()
    replaceAt(root, pointer, to)
  }
  for (const { pointer, value } of diff.added) addAt(root, pointer, value, lab)
}

/** The original with the changes made in it; null: it cannot be kept. */
function editedYaml(lab: Lab, original: string): string | null {
  // JSON in a YAML file becomes YAML
  if (/^\s*\{/.test(original)) return null
  const read = readEditable(original)
  if (!read.ok || typeof read.value !== 'object' || read.value === null) return null
  const diff = diffLab(read.value, lab)
  if (isEmptyDiff(diff)) return original
  try {
    edit(read.document, diff, lab)
  } catch (error) {
    if (error instanceof NotEditable) return null
    throw error
  }
  const text = print(read.document)
  return says(text, lab) ? text : null
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
