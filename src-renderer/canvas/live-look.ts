// A live snapshot → what it changes on the canvas: load and rates of paths, busy cores, drops. Data only; places stay.
import type { LiveSnapshot } from '../../src-shared/api/lab-api'
import { dropName } from '../../src-shared/result/drop-reasons'
import type { LiveLook, PathLook } from './painter/look'
import type { Scene, ScenePath } from './scene'

/** What the run store knows, as functions, so that this stays pure. */
export interface LiveSource {
  rate(path: string, counter: string): number | null
  drops(path: string): { reason: string; count: number }[]
}

/** Shares of the speed at which a path is drawn a step wider. */
const STEPS = [0.0005, 0.1, 0.4, 0.8] as const
/** What a path without a speed of its own is measured against. */
const USUAL_SPEED = 10e9

export function loadOf(rate: number, speed: number | null): PathLook['load'] {
  const share = rate / (speed ?? USUAL_SPEED)
  let load: PathLook['load'] = 0
  STEPS.forEach((from, step) => {
    if (share >= from) load = (step + 1) as PathLook['load']
  })
  return load
}

export function liveLook(
  scene: Scene,
  live: LiveSnapshot,
  hosts: readonly { path: string; cores: number }[],
  source: LiveSource,
): LiveLook {
  const paths = new Map<string, PathLook>()
  const links = new Map(live.links.map((link) => [link.index, link]))
  for (const path of scene.paths) {
    if (path.kind === 'link') {
      const link = path.index === null ? undefined : links.get(path.index)
      if (!link) continue
      const [forth, back] = link.rates
      paths.set(path.id, { forth, back, isUp: link.up, load: loadOf(Math.max(forth, back), path.speed) })
    } else if (path.path !== null) {
      const [forth, back] = path.kind === 'uplink' ? uplinkRates(scene, path, source) : ratesOf(path.path, source)
      if (forth > 0 || back > 0) {
        paths.set(path.id, { forth, back, isUp: true, load: loadOf(Math.max(forth, back), path.speed) })
      }
    }
  }
  const busy = new Map<string, { busy: number; cores: number }>()
  hosts.forEach((host, index) => {
    const cores = live.cores[index] ?? []
    busy.set(`hosts/${host.path}`, { busy: cores.reduce((sum, core) => sum + core, 0), cores: host.cores })
  })
  return { paths, hosts: busy, drops: dropLooks(scene, source) }
}

/** bit/s sent and received by a component. */
const ratesOf = (path: string, source: LiveSource): [number, number] => [
  (source.rate(path, 'txBytes') ?? 0) * 8,
  (source.rate(path, 'rxBytes') ?? 0) * 8,
]

/** A NIC counts its whole port: what its functions carry does not come from the vSwitch. */
function uplinkRates(scene: Scene, path: ScenePath, source: LiveSource): [number, number] {
  const nic = scene.byId.get(path.to.node)
  let [forth, back] = ratesOf(path.path ?? '', source)
  for (let vf = 0; nic?.kind === 'nic' && vf < nic.vfs; vf++) {
    const [sent, received] = ratesOf(`${path.path}.vf${vf}`, source)
    forth -= sent
    back -= received
  }
  return [Math.max(0, forth), Math.max(0, back)]
}

function dropLooks(scene: Scene, source: LiveSource): LiveLook['drops'] {
  const drops = new Map<string, { reason: string; count: number; isNow: boolean }>()
  for (const node of scene.nodes) {
    if (node.path === null) continue
    let worst: { reason: string; count: number } | null = null
    let isNow = false
    for (const drop of source.drops(node.path)) {
      if (!worst || drop.count > worst.count) worst = drop
      if ((source.rate(node.path, dropName(drop.reason)) ?? 0) > 0) isNow = true
    }
    if (worst) drops.set(node.id, { ...worst, isNow })
  }
  return drops
}
