// The ways in which a vNIC reaches the wire, and that it has none, as people are shown them: the word and the glyph of each.
// Pages, pictures and reports add colours of their own. Glyphs are strokes in a 16 × 16 box.
import type { AdapterKind } from '../lab/schema'
import type { ModeChange } from '../result/result'

export const MODES = ['emulated', 'paravirtual', 'passthrough', 'uniform', 'plug-in', 'absent'] as const
export type Mode = (typeof MODES)[number]

export const MODE_WORDS: Record<Mode, string> = {
  emulated: 'emulated',
  paravirtual: 'paravirtual',
  passthrough: 'passthrough',
  uniform: 'uniform',
  'plug-in': 'plug-in',
  absent: 'no device',
}

export const MODE_GLYPHS: Record<Mode, string> = {
  // a gear: ring and eight teeth
  emulated:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6 M8 2v2 M8 12v2 M2 8h2 M12 8h2 M3.8 3.8l1.4 1.4 M10.8 10.8l1.4 1.4 M12.2 3.8l-1.4 1.4 M5.2 10.8l-1.4 1.4',
  // two rings that overlap
  paravirtual: 'M6 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7 M10 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7',
  // a straight arrow
  passthrough: 'M8 2v11.5 M4.5 10L8 13.5L11.5 10',
  // an arrow with two heads
  uniform: 'M8 2.5v11 M4.8 5.5L8 2.5L11.2 5.5 M4.8 10.5L8 13.5L11.2 10.5',
  // a plug
  'plug-in': 'M5.5 2v3.5 M10.5 2v3.5 M3.5 5.5h9 M4.5 5.5v2a3.5 3.5 0 0 0 7 0v-2 M8 11v3',
  // a cross
  absent: 'M3.5 3.5l9 9 M12.5 3.5l-9 9',
}

/** What an adapter shows while its frames go through the vSwitch. */
const SOFTWARE_MODE: Record<AdapterKind, Mode> = {
  vlance: 'emulated',
  e1000: 'emulated',
  vmxnet: 'paravirtual',
  virtio: 'paravirtual',
  'xen-vif': 'paravirtual',
  upt: 'emulated',
  npa: 'emulated',
  failover: 'paravirtual',
  // these have no way through the vSwitch
  passthrough: 'passthrough',
  replug: 'absent',
}

/** What an adapter shows while its frames go through a function. */
const functionMode = (adapter: AdapterKind): Mode =>
  adapter === 'upt' ? 'uniform' : adapter === 'npa' ? 'plug-in' : 'passthrough'

/** What an adapter shows in a mode of the engine. */
export function shownMode(adapter: AdapterKind, mode: ModeChange['mode']): Mode {
  if (mode === 'absent') return 'absent'
  return mode === 'emulation' ? SOFTWARE_MODE[adapter] : functionMode(adapter)
}
