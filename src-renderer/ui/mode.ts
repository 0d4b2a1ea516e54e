// The ways in which a vNIC reaches the wire, and that it has none, as they are shown everywhere: colour, glyph and word together.
// Glyphs are strokes in a 16 × 16 box, drawn by the chip in the page and by the canvas from the same path.

export const MODES = ['emulated', 'paravirtual', 'passthrough', 'uniform', 'plug-in', 'absent'] as const
export type Mode = (typeof MODES)[number]

export interface ModeLook {
  word: string
  /** One sentence for tooltips and legends. */
  says: string
  glyph: string
  ink: string
  line: string
  tint: string
}

const colours = (mode: Mode): Pick<ModeLook, 'ink' | 'line' | 'tint'> => ({
  ink: `--mode-${mode}`,
  line: `--mode-${mode}-line`,
  tint: `--mode-${mode}-tint`,
})

export const MODE_LOOKS: Record<Mode, ModeLook> = {
  emulated: {
    word: 'emulated',
    says: 'The hypervisor imitates a network card in software: every frame passes through it.',
    // a gear: ring and eight teeth
    glyph:
      'M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6 M8 2v2 M8 12v2 M2 8h2 M12 8h2 M3.8 3.8l1.4 1.4 M10.8 10.8l1.4 1.4 M12.2 3.8l-1.4 1.4 M5.2 10.8l-1.4 1.4',
    ...colours('emulated'),
  },
  paravirtual: {
    word: 'paravirtual',
    says: 'Guest and hypervisor share rings: frames pass through the hypervisor, without a trap for each.',
    // two rings that overlap
    glyph: 'M6 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7 M10 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7',
    ...colours('paravirtual'),
  },
  passthrough: {
    word: 'passthrough',
    says: 'The guest drives a hardware function itself: frames go past the hypervisor.',
    // a straight arrow
    glyph: 'M8 2v11.5 M4.5 10L8 13.5L11.5 10',
    ...colours('passthrough'),
  },
  uniform: {
    word: 'uniform',
    says: 'Uniform passthrough: data goes past the hypervisor, control goes through it, so the mode can change unseen.',
    // an arrow with two heads
    glyph: 'M8 2.5v11 M4.8 5.5L8 2.5L11.2 5.5 M4.8 10.5L8 13.5L11.2 10.5',
    ...colours('uniform'),
  },
  'plug-in': {
    word: 'plug-in',
    says: 'A shell driver in the guest with a plug-in of the hardware vendor: passthrough that can be taken back.',
    // a plug
    glyph: 'M5.5 2v3.5 M10.5 2v3.5 M3.5 5.5h9 M4.5 5.5v2a3.5 3.5 0 0 0 7 0v-2 M8 11v3',
    ...colours('plug-in'),
  },
  absent: {
    word: 'no device',
    says: 'The function was unplugged from the guest, which has no network until another one is plugged in.',
    // a cross
    glyph: 'M3.5 3.5l9 9 M12.5 3.5l-9 9',
    ink: '--ink-2',
    line: '--ink-3',
    tint: '--surface-2',
  },
}
