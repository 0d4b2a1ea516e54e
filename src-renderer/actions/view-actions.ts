// What the window shows: zoom, panels, theme, full screen.
import { Contrast, Maximize, Maximize2, Scan, ZoomIn, ZoomOut } from '@lucide/vue'
import { action, type Action } from './action'
import { type ActionContext, labIsOpen, somethingIsSelected } from './context'

const THEMES = ['system', 'light', 'dark', 'contrast'] as const

const togglePanel =
  (panel: string) =>
  ({ settings }: ActionContext): void =>
    settings.setPanel(panel, !settings.panel(panel, true))

export const VIEW_ACTIONS: readonly Action[] = [
  action('view.zoom-in', { icon: ZoomIn, enabled: labIsOpen, run: ({ canvas }) => canvas?.zoomBy(1) }),
  action('view.zoom-out', { icon: ZoomOut, enabled: labIsOpen, run: ({ canvas }) => canvas?.zoomBy(-1) }),
  action('view.zoom-reset', { enabled: labIsOpen, run: ({ canvas }) => canvas?.zoomTo(1) }),
  action('view.zoom-fit', { icon: Maximize, enabled: labIsOpen, run: ({ canvas }) => canvas?.fit() }),
  action('view.zoom-selection', {
    icon: Scan,
    enabled: somethingIsSelected,
    run: ({ canvas }) => canvas?.fitSelection(),
  }),
  action('view.toggle-left', {
    checked: ({ settings }) => settings.panel('left.open', true),
    run: togglePanel('left.open'),
  }),
  action('view.toggle-right', {
    checked: ({ settings }) => settings.panel('right.open', true),
    run: togglePanel('right.open'),
  }),
  action('view.toggle-bottom', {
    checked: ({ ui }) => ui.bottomOpen,
    run: ({ ui }) => (ui.bottomOpen = !ui.bottomOpen),
  }),
  action('view.toggle-map', {
    checked: ({ settings }) => settings.panel('canvas.map', true),
    run: togglePanel('canvas.map'),
  }),
  action('view.theme', {
    icon: Contrast,
    run: ({ settings, ui }) => {
      const next = THEMES[(THEMES.indexOf(settings.theme) + 1) % THEMES.length] ?? 'system'
      settings.change({ theme: next })
      ui.announce(`Theme: ${next}`)
    },
  }),
  action('view.full-screen', {
    icon: Maximize2,
    run: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  }),
]
