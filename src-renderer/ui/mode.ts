// The ways in which a vNIC reaches the wire, and that it has none, as they are shown everywhere: colour, glyph and word together.
// The chip in the page and the canvas draw a glyph from the same path.
import { type Mode, MODE_GLYPHS, MODE_WORDS } from '../../src-shared/catalogue/modes'

export { MODES, type Mode } from '../../src-shared/catalogue/modes'

export interface ModeLook {
  word: string
  /** One sentence for tooltips and legends. */
  says: string
  glyph: string
  ink: string
  line: string
  tint: string
}

const look = (mode: Mode): Omit<ModeLook, 'says'> => ({
  word: MODE_WORDS[mode],
  glyph: MODE_GLYPHS[mode],
  ink: `--mode-${mode}`,
  line: `--mode-${mode}-line`,
  tint: `--mode-${mode}-tint`,
})

export const MODE_LOOKS: Record<Mode, ModeLook> = {
  emulated: {
    says: 'The hypervisor imitates a network card in software: every frame passes through it.',
    ...look('emulated'),
  },
  paravirtual: {
    says: 'Guest and hypervisor share rings: frames pass through the hypervisor, without a trap for each.',
    ...look('paravirtual'),
  },
  passthrough: {
    says: 'The guest drives a hardware function itself: frames go past the hypervisor.',
    ...look('passthrough'),
  },
  uniform: {
    says: 'Uniform passthrough: data goes past the hypervisor, control goes through it, so the mode can change unseen.',
    ...look('uniform'),
  },
  'plug-in': {
    says: 'A shell driver in the guest with a plug-in of the hardware vendor: passthrough that can be taken back.',
    ...look('plug-in'),
  },
  absent: {
    says: 'The function was unplugged from the guest, which has no network until another one is plugged in.',
    word: MODE_WORDS.absent,
    glyph: MODE_GLYPHS.absent,
    ink: '--ink-2',
    line: '--ink-3',
    tint: '--surface-2',
  },
}
