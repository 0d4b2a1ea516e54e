// Where a function sits on the bus: the arithmetic of the SR-IOV capability.
// A lab does not say where a card sits; the n-th NIC of a host is taken to be alone on bus n + 3.
import type { NicModelEntry } from './nic-models'

const FIRST_BUS = 3

/** Functions of a device without ARI: three bits of function number. */
const FUNCTIONS_WITHOUT_ARI = 8

/** Virtual functions that can be enabled: without ARI only those whose number on the bus has three bits. */
export function usableVfs(model: NicModelEntry, ari: boolean): number {
  if (ari || model.vfStride === 0) return model.usableVfs
  const reachable = Math.ceil((FUNCTIONS_WITHOUT_ARI - model.vfOffset) / model.vfStride)
  return Math.min(model.usableVfs, Math.max(0, reachable))
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** `0000:03:10.2` of a routing id (bus, device and function in 16 bits). */
function addressOf(rid: number): string {
  return `0000:${hex(rid >> 8, 2)}:${hex((rid >> 3) & 31, 2)}.${rid & 7}`
}

/** PCI address of the n-th NIC (from 0) of a host, or of its VF `vf`: RID(PF) + First VF Offset + i * VF Stride. */
export function pciAddress(nic: number, model: NicModelEntry, vf: number | null): string {
  const physical = (FIRST_BUS + nic) << 8
  return addressOf(vf === null ? physical : physical + model.vfOffset + vf * model.vfStride)
}
