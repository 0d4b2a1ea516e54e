// VLAN modes of a port group: EST (0: the physical switch tags), VST (1–4094: the vSwitch tags), VGT (4095: the guest tags).
// Inside the vSwitch every frame belongs to a VLAN, whether its tag is on it or not.
import { FRAME_BYTES, MIN_FRAME_BYTES, VLAN, VLAN_TAG_BYTES } from '../../kernel/frame-store'

/** The VLAN id of a port group whose guests tag for themselves. */
export const GUEST_TAGGING = 4095

/** VLAN of a frame that enters by a port of this group, or -1: the port does not accept its tag. */
export function ingressVlan(groupVlan: number, tag: number): number {
  if (groupVlan === GUEST_TAGGING) return tag
  return tag === 0 ? groupVlan : -1
}

/** Ports of the group get frames of this VLAN. */
export function carriesVlan(groupVlan: number, vlan: number): boolean {
  return groupVlan === vlan || groupVlan === GUEST_TAGGING
}

/** The tag that a frame of `vlan` bears when it leaves by a port of this group; 0: none. */
export function egressTag(groupVlan: number, vlan: number): number {
  return groupVlan === GUEST_TAGGING ? vlan : 0
}

/** Puts the tag on, changes it or takes it off; the length follows. */
export function setTag(d: Float64Array, frame: number, tag: number): void {
  const before = d[frame + VLAN]
  if (before === tag) return
  if (before === 0) d[frame + FRAME_BYTES] += VLAN_TAG_BYTES
  else if (tag === 0) {
    const bytes = d[frame + FRAME_BYTES] - VLAN_TAG_BYTES
    d[frame + FRAME_BYTES] = bytes < MIN_FRAME_BYTES ? MIN_FRAME_BYTES : bytes
  }
  d[frame + VLAN] = tag
}
