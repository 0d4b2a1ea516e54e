// How wide and high the panels are where nobody has moved them yet, and the most that each may take of the window.

export interface PanelSizes {
  left: number
  right: number
  bottom: number
}

const between = (least: number, wanted: number, most: number): number =>
  Math.round(Math.min(Math.max(least, wanted), most))

export const usualSizes = (width: number, height: number): PanelSizes => ({
  left: between(216, width * 0.18, 256),
  right: between(240, width * 0.22, 292),
  bottom: between(232, height * 0.28, 340),
})

export const mostSizes = (width: number, height: number): PanelSizes => ({
  left: Math.round(width * 0.4),
  right: Math.round(width * 0.4),
  bottom: Math.round(height * 0.6),
})
