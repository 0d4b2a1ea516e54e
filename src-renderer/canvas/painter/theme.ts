// The colours of the page's variables, read once per theme: a canvas cannot use CSS variables itself.
import { type Mode, MODE_LOOKS, MODES } from '../../ui/mode'

export interface Theme {
  canvas: string
  grid: string
  surface0: string
  surface1: string
  surface2: string
  slab: string
  slabLine: string
  ink: string
  ink2: string
  ink3: string
  hairline: string
  hairlineStrong: string
  accent: string
  onAccent: string
  wire: string
  error: string
  errorLine: string
  errorTint: string
  warning: string
  warningTint: string
  warningLine: string
  modes: Record<Mode, { ink: string; line: string; tint: string }>
  font: string
}

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  const modes = Object.fromEntries(
    MODES.map((mode) => {
      const { ink, line, tint } = MODE_LOOKS[mode]
      return [mode, { ink: read(ink), line: read(line), tint: read(tint) }]
    }),
  ) as Theme['modes']
  return {
    canvas: read('--surface-canvas'),
    grid: read('--canvas-grid'),
    surface0: read('--surface-0'),
    surface1: read('--surface-1'),
    surface2: read('--surface-2'),
    slab: read('--slab'),
    slabLine: read('--slab-line'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    ink3: read('--ink-3'),
    hairline: read('--hairline'),
    hairlineStrong: read('--hairline-strong'),
    accent: read('--accent'),
    onAccent: read('--on-accent'),
    wire: read('--wire'),
    error: read('--error'),
    errorLine: read('--error-line'),
    errorTint: read('--error-tint'),
    warning: read('--warning'),
    warningTint: read('--warning-tint'),
    warningLine: read('--warning-line'),
    modes,
    font: read('--font'),
  }
}
