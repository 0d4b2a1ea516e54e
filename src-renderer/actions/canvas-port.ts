// What actions may ask of the canvas, while one is shown. The canvas provides itself; nobody else holds on to it.
import { shallowRef } from 'vue'
import type { Connection } from '../canvas/connect-rules'

export interface CanvasPort {
  zoomBy(steps: number): void
  zoomTo(zoom: number): void
  fit(): void
  fitSelection(): void
  /** Middle of what is seen, in canvas units. */
  centre(): [number, number]
  connect(from: string, wanted: Connection): void
  focus(): void
  picture(scale: number): Promise<Blob | null>
}

export const canvasPort = shallowRef<CanvasPort | null>(null)
