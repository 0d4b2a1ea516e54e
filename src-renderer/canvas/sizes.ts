// Measures of the drawing, in canvas units. All on a grid of 2; text is estimated, because a projection cannot measure it.

export const GUTTER = 24
export const PAD = 12
export const HEADER = 36
/** Between two bands: room for the curves of the paths. */
export const BAND_GAP = 40
/** Between the hypervisor and the hardware: paths bend there to their functions. */
export const LOWER_GAP = 46
export const SLAB_MIN = 270
export const ITEM_GAP = 10

export const VM_HEADER = 38
export const VM_PAD = 6
export const VM_MIN = 128
export const VNIC_W = 108
export const VNIC_H = 38

export const VMK_H = 22
export const PORT_GROUP_H = 26
export const VSWITCH_TITLE = 26
export const SLAB_PAD = 10

export const FUNCTION_W = 36
export const FUNCTION_H = 22
export const FUNCTION_GAP = 4
export const NIC_BODY = 40
export const NIC_MIN = 150
/** Virtual functions that a NIC shows one by one, if more are not in use. */
export const FUNCTIONS_SHOWN = 4

export const FOLDED_W = 220
export const FOLDED_H = 76
export const SWITCH_MIN = 220
export const SWITCH_H = 52
export const SWITCH_PORT = 34
export const STATION_W = 150
export const STATION_H = 46

/** A host as it is added, with its first vSwitch. */
export const FRESH_HOST_W = 318
export const FRESH_HOST_H = 364

/** Generous: the widest of the usual system fonts. */
export const textWidth = (text: string, size: number): number => Math.ceil(text.length * size * 0.62)

export const even = (size: number): number => Math.ceil(size / 2) * 2
