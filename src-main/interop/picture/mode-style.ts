// How the modes of a vNIC look on paper: colours, and a stroke of their own, so that a black-and-white print tells them apart too.
import type { Mode } from '@shared/catalogue/modes'

export interface ModeStyle {
  says: string
  ink: string
  line: string
  tint: string
  /** `stroke-dasharray`; empty: solid. */
  dash: string
  width: number
}

export const MODE_STYLES: Record<Mode, ModeStyle> = {
  emulated: {
    says: 'through the vSwitch; the hypervisor imitates a network card',
    ink: '#7f5200',
    line: '#c98400',
    tint: '#fff1cf',
    dash: '2 3',
    width: 2.4,
  },
  paravirtual: {
    says: 'through the vSwitch; guest and hypervisor share rings',
    ink: '#0a57a6',
    line: '#2d7fe0',
    tint: '#e2effd',
    dash: '8 3',
    width: 2.4,
  },
  passthrough: {
    says: 'past the vSwitch; the guest drives the function itself',
    ink: '#14662f',
    line: '#1f9a4c',
    tint: '#dcf5e4',
    dash: '',
    width: 3.4,
  },
  uniform: {
    says: 'past the vSwitch; the hypervisor can take the rings back',
    ink: '#00646a',
    line: '#0a979d',
    tint: '#d6f4f4',
    dash: '',
    width: 3.4,
  },
  'plug-in': {
    says: 'past the vSwitch; a shell with the plug-in of the vendor',
    ink: '#6438b0',
    line: '#8a5cf0',
    tint: '#efe8fe',
    dash: '',
    width: 3.4,
  },
  absent: {
    says: 'nowhere; the function was unplugged from the guest',
    ink: '#565b66',
    line: '#8b919c',
    tint: '#eef0f3',
    dash: '1 4',
    width: 2,
  },
}
