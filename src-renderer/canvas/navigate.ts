// Walking over the canvas by arrow keys: the nearest thing in a direction, sideways distance counting double.
import { centre } from './geometry'
import type { Scene, SceneNode } from './scene'

export type Direction = 'left' | 'right' | 'up' | 'down'

export function nextInDirection(scene: Scene, from: string | null, direction: Direction): string | null {
  const start = from === null ? undefined : scene.byId.get(from)
  if (!start) return scene.nodes[0]?.id ?? null
  const origin = centre(start.rect)
  const isHorizontal = direction === 'left' || direction === 'right'
  const sign = direction === 'right' || direction === 'down' ? 1 : -1
  let best: { node: SceneNode; distance: number } | null = null
  for (const node of scene.nodes) {
    if (node.id === start.id || node.kind === 'host' || (node.kind === 'vm' && node.place !== null)) continue
    const at = centre(node.rect)
    const along = (isHorizontal ? at.x - origin.x : at.y - origin.y) * sign
    if (along < 4) continue
    const distance = along + 2 * Math.abs(isHorizontal ? at.y - origin.y : at.x - origin.x)
    if (!best || distance < best.distance) best = { node, distance }
  }
  return best?.node.id ?? null
}
