// How wide words are in the font of the page, for whoever places them on a picture.
const estimate = (text: string, size: number): number => text.length * size * 0.56

let context: CanvasRenderingContext2D | null | undefined

export function textWidth(text: string, size: number, weight = 400): number {
  if (context === undefined) context = document.createElement('canvas').getContext('2d')
  if (!context) return estimate(text, size)
  context.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily || 'sans-serif'}`
  return context.measureText(text).width || estimate(text, size)
}
