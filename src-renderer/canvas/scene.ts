// What the canvas shows, as plain data: nodes with their place, and paths between anchors on their edges.
// Made by `project-lab.ts`, given to Cytoscape by `apply-elements.ts`, drawn by `painter/`.
import type { Mode } from '../ui/mode'
import type { Rect } from './geometry'

interface NodeBase {
  /** Element id: pointer joined by `/`. */
  id: string
  /** Component path in results; null: it counts nothing. */
  path: string | null
  /** Host that it is drawn in; null: it stands free on the canvas. */
  host: string | null
  rect: Rect
  label: string
  detail: string
}

export interface HostNode extends NodeBase {
  kind: 'host'
  isFolded: boolean
  /** The hypervisor's block; a passthrough path never touches it. Null where the host is folded. */
  slab: Rect | null
  /** Upper edges of guests, hypervisor and hardware, and the lower edge of the last. */
  bands: readonly [number, number, number, number] | null
  vmCount: number
  /** A VM is on its way here. */
  isExpecting: boolean
  nicCount: number
  /** Modes of the vNICs on this host, for the folded card. */
  modes: readonly Mode[]
}

export interface VmNode extends NodeBase {
  kind: 'vm'
  state: 'off' | 'running' | 'stunned' | 'migrating' | 'suspended' | null
  /** Codes of why it is off. */
  reasons: readonly string[]
  services: readonly string[]
  /** Not the VM itself, but a place that is kept for it: it is on its way here, or a run has moved it elsewhere. */
  place: 'arriving' | 'away' | null
}

export interface VnicNode extends NodeBase {
  kind: 'vnic'
  vm: string
  adapter: string
  mode: Mode
}

export interface VswitchNode extends NodeBase {
  kind: 'vswitch'
}

export interface PortGroupNode extends NodeBase {
  kind: 'port-group'
  vlan: number
}

export interface VmkernelNode extends NodeBase {
  kind: 'vmkernel'
  vmotion: boolean
}

export interface NicNode extends NodeBase {
  kind: 'nic'
  /** Where the PF's own queues are: between the virtual functions, on the upper edge. */
  physical: Rect
  vfs: number
  /** Virtual functions that are not drawn one by one. */
  hidden: Rect | null
  hiddenCount: number
}

export interface VfNode extends NodeBase {
  kind: 'vf'
  index: number
  /** Element id of the vNIC whose frames it carries. */
  user: string | null
  mode: Mode | null
}

export interface SwitchNode extends NodeBase {
  kind: 'switch'
  /** Ports with a link: number, and the place on the edge. */
  ports: readonly { number: number; x: number; side: Side }[]
  freePorts: number
}

export interface StationNode extends NodeBase {
  kind: 'station'
}

export type SceneNode =
  | HostNode
  | VmNode
  | VnicNode
  | VswitchNode
  | PortGroupNode
  | VmkernelNode
  | NicNode
  | VfNode
  | SwitchNode
  | StationNode

export type NodeKind = SceneNode['kind']
export type Side = 'top' | 'bottom'

/** A point on a node's upper or lower edge, from its left. */
export interface Anchor {
  node: string
  dx: number
  side: Side
}

export interface ScenePath {
  id: string
  kind: 'link' | 'vnic' | 'uplink' | 'vmkernel'
  /** Element that a click on the path selects. */
  selects: string
  /** Component whose counters say what passes. */
  path: string | null
  from: Anchor
  to: Anchor
  /** Runs past the hypervisor's block rather than into it. */
  isPast: boolean
  mode: Mode | null
  isStandby: boolean
  /** Link: its place in the document. */
  index: number | null
  /** What it can carry, bit/s; null: unknown. */
  speed: number | null
}

export interface Scene {
  nodes: readonly SceneNode[]
  paths: readonly ScenePath[]
  byId: ReadonlyMap<string, SceneNode>
}

export const EMPTY_SCENE: Scene = { nodes: [], paths: [], byId: new Map() }
