// The scene of the open lab, made anew only when the document, or where the run has brought things, has changed: a live
// snapshot that moves nothing costs nothing here.
import { computed, type ComputedRef, type ShallowRef, shallowRef, watch } from 'vue'
import { resolveEndpoint } from '../../src-shared/lab/path'
import { useLabStore } from '../stores/lab'
import { useRunStore } from '../stores/run'
import { useSelectionStore } from '../stores/selection'
import { liveLook } from './live-look'
import { type LiveLook, NO_LOOK } from './painter/look'
import { projectLab } from './project-lab'
import { EMPTY_SCENE, type Scene } from './scene'
import { type LiveView, placeId } from './scene-plan'
import { wayBetween, wayOfElement } from './ways'

export interface SceneView {
  scene: ShallowRef<Scene>
  look: ComputedRef<LiveLook>
  /** Paths of the flow that is selected or followed, with their direction. */
  flow: ComputedRef<ReadonlyMap<string, boolean>>
  way: ComputedRef<ReadonlySet<string>>
  vmotion: ComputedRef<{ vm: string; ghost: string; says: string } | null>
}

export function useScene(): SceneView {
  const lab = useLabStore()
  const run = useRunStore()
  const selection = useSelectionStore()

  const liveView = (): LiveView | null => {
    if (!run.isShown) return null
    const migration = run.activeMigration
    return { vms: run.vms, modes: run.modes, incoming: migration && { vm: migration.vm, to: migration.to } }
  }

  const whereabouts = computed(() => {
    if (!run.isShown) return ''
    const vms = [...run.vms.values()].map(
      (vm) => `${vm.vm} ${vm.host} ${vm.state} ${vm.reasons.map((one) => one.code)}`,
    )
    const modes = [...run.modes.values()].map((mode) => `${mode.nic} ${mode.mode} ${mode.function} ${mode.plugin}`)
    const migration = run.activeMigration
    return [...vms, ...modes, migration ? `${migration.vm} ${migration.to}` : ''].join('\n')
  })

  const scene = shallowRef<Scene>(EMPTY_SCENE)
  watch(
    [() => lab.document, whereabouts],
    () => {
      scene.value = lab.document ? projectLab(lab.document, liveView()) : EMPTY_SCENE
    },
    { immediate: true },
  )

  const look = computed(() => {
    if (!run.isShown || !run.live) return NO_LOOK
    const hosts = run.layout?.hosts ?? []
    return liveLook(scene.value, run.live, hosts, { rate: run.counterRate, drops: run.dropsOf })
  })

  const flow = computed<ReadonlyMap<string, boolean>>(() => {
    const chosen = selection.primary?.startsWith('flows/')
      ? selection.primary.slice('flows/'.length)
      : selection.followedFlow
    const document = lab.document
    const settings = chosen === null ? undefined : document?.flows?.[chosen]
    if (!document || !settings) return new Map<string, boolean>()
    const from = resolveEndpoint(document, settings.from)?.join('/')
    const to = resolveEndpoint(document, settings.to)?.join('/')
    return from && to ? wayBetween(scene.value, from, to) : new Map<string, boolean>()
  })

  const way = computed<ReadonlySet<string>>(() => {
    const id = selection.primary
    return id === null ? new Set<string>() : wayOfElement(scene.value, id)
  })

  const vmotion = computed(() => {
    const migration = run.activeMigration
    if (!migration) return null
    const phase = [...migration.phases].reverse().find((one) => one.start <= run.time)
    return {
      vm: `vms/${migration.vm}`,
      ghost: placeId(migration.vm, migration.to),
      says: `VMotion · ${phase?.name ?? 'precheck'}`,
    }
  })

  return { scene, look, flow, way, vmotion }
}
