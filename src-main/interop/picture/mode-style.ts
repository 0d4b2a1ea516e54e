// How the ways of a vNIC (and a vNIC without one) look on paper: colour, glyph, word and a stroke of their own, so that a black-and-white
// print tells them apart too. Glyphs are strokes in a 16 × 16 box, the same as on the canvas.
import { type AdapterKind } from '@shared/lab/schema'
import { type ModeChange } from '@shared/result/result'

export const PICTURE_MODES = ['emulated', 'paravirtual', 'passthrough', 'uniform', 'plug-in', 'absent'] as const
export type PictureMode = (typeof PICTURE_MODES)[number]

export interface ModeStyle {
  word: string
  says: string
  glyph: string
  ink: string
  line: string
  tint: string
  /** `stroke-dasharray`; empty: solid. */
  dash: string
  width: number
}

export const MODE_STYLES: Record<PictureMode, ModeStyle> = {
  emulated: {
    word: 'emulated',
    says: 'through the vSwitch; the hypervisor imitates a network card',
    glyph:
      'M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6 M8 2v2 M8 12v2 M2 8h2 M12 8h2 M3.8 3.8l1.4 1.4 M10.8 10.8l1.4 1.4 M12.2 3.8l-1.4 1.4 M5.2 10.8l-1.4 1.4',
    ink: '#7f5200',
    line: '#c98400',
    tint: '#fff1cf',
    dash: '2 3',
    width: 2.4,
  },
  paravirtual: {
    word: 'paravirtual',
    says: 'through the vSwitch; guest and hypervisor share rings',
    glyph: 'M6 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7 M10 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7',
    ink: '#0a57a6',
    line: '#2d7fe0',
    tint: '#e2effd',
    dash: '8 3',
    width: 2.4,
  },
  passthrough: {
    word: 'passthrough',
    says: 'past the vSwitch; the guest drives the function itself',
    glyph: 'M8 2v11.5 M4.5 10L8 13.5L11.5 10',
    ink: '#14662f',
    line: '#1f9a4c',
    tint: '#dcf5e4',
    dash: '',
    width: 3.4,
  },
  uniform: {
    word: 'uniform',
    says: 'past the vSwitch; the hypervisor can take the rings back',
    glyph: 'M8 2.5v11 M4.8 5.5L8 2.5L11.2 5.5 M4.8 10.5L8 13.5L11.2 10.5',
    ink: '#00646a',
    line: '#0a979d',
    tint: '#d6f4f4',
    dash: '',
    width: 3.4,
  },
  'plug-in': {
    word: 'plug-in',
    says: 'past the vSwitch; a shell with the plug-in of the vendor',
    glyph: 'M5.5 2v3.5 M10.5 2v3.5 M3.5 5.5h9 M4.5 5.5v2a3.5 3.5 0 0 0 7 0v-2 M8 11v3',
    ink: '#6438b0',
    line: '#8a5cf0',
    tint: '#efe8fe',
    dash: '',
    width: 3.4,
  },
  absent: {
    word: 'no device',
    says: 'nowhere; the function was unplugged from the guest',
    glyph: 'M3.5 3.5l9 9 M12.5 3.5l-9 9',
    ink: '#565b66',
    line: '#8b919c',
    tint: '#eef0f3',
    dash: '1 4',
    width: 2,
  },
}

const SOFTWARE: Record<AdapterKind, PictureMode> = {
  vlance: 'emulated',
  e1000: 'emulated',
  vmxnet: 'paravirtual',
  virtio: 'paravirtual',
  'xen-vif': 'paravirtual',
  // what carries the frames of these when no function does
  passthrough: 'passthrough',
  upt: 'emulated',
  npa: 'emulated',
  failover: 'paravirtual',
  replug: 'absent',
}

/** The look of an adapter in a mode. */
export function pictureMode(adapter: AdapterKind, mode: ModeChange['mode']): PictureMode {
  if (mode === 'absent') return 'absent'
  if (mode === 'emulation') return SOFTWARE[adapter]
  return adapter === 'upt' ? 'uniform' : adapter === 'npa' ? 'plug-in' : 'passthrough'
}
