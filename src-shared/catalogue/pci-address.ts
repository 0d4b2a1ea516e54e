// Where a function sits on the bus: the arithmetic of the SR-IOV capability.
// A lab does not say where a card sits: each NIC of a host is taken to be alone on its bus, the first on bus 3.
import type { NicModelEntry } from './nic-models'

export const FIRST_BUS = 3

/** Functions on the bus of a device without ARI: three bits of function number. Those on the next bus need no ARI. */
const FUNCTIONS_WITHOUT_ARI = 8
const FUNCTIONS_PER_BUS = 256

/** First VF Offset: some models lay their functions on the next bus where the slot does not forward ARI. */
function vfOffset(model: NicModelEntry, ari: boolean): number {
  return ari ? model.vfOffset : (model.vfOffsetWithoutAri ?? model.vfOffset)
}

/** Virtual functions that can be enabled: without ARI those on the next bus, or whose number on the bus has three bits. */
export function usableVfs(model: NicModelEntry, ari: boolean): number {
  const offset = vfOffset(model, ari)
  if (ari || offset >= FUNCTIONS_PER_BUS || model.vfStride === 0) return model.usableVfs
  const reachable = Math.ceil((FUNCTIONS_WITHOUT_ARI - offset) / model.vfStride)
  return Math.min(model.usableVfs, Math.max(0, reachable))
}

/** Buses that a card takes: its own, and those behind it that its functions lead to. */
export function busesOf(model: NicModelEntry, ari: boolean): number {
  const functions = usableVfs(model, ari)
  if (functions === 0) return 1
  return Math.floor((vfOffset(model, ari) + (functions - 1) * model.vfStride) / FUNCTIONS_PER_BUS) + 1
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** `0000:03:10.2` of a routing id (bus, device and function in 16 bits). */
function addressOf(rid: number): string {
  return `0000:${hex(rid >> 8, 2)}:${hex((rid >> 3) & 31, 2)}.${rid & 7}`
}

/** PCI address of a NIC, or of its VF `vf`: RID(PF) + First VF Offset + i * VF Stride. */
export function pciAddress(nic: { bus: number; ari: boolean }, model: NicModelEntry, vf: number | null): string {
  const physical = nic.bus * FUNCTIONS_PER_BUS
  return addressOf(vf === null ? physical : physical + vfOffset(model, nic.ari) + vf * model.vfStride)
}
