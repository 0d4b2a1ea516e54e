// The moment that the window shows, and how it is moved. While somebody drags it the run is asked for one moment at a
// time; the last one wanted is asked for when the run has arrived at the one before.
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { parseQuantity, PS_PER_SECOND } from '../../src-shared/lab/units'
import { DEFAULTS } from '../../src-shared/lab/defaults'
import { useLabStore } from './lab'
import { useRunStore } from './run'
import { useUiStore } from './ui'

export const usePlayheadStore = defineStore('playhead', () => {
  const lab = useLabStore()
  const run = useRunStore()
  const ui = useUiStore()
  /** Where it was put, until the run stands there. */
  const target = ref<number | null>(null)
  const isHeld = ref(false)
  let asked: number | null = null
  let isAsking = false

  const time = computed(() => target.value ?? run.time)
  /** Of the run, or of the document before there is one. */
  const duration = computed(() => {
    if (run.duration > 0) return run.duration
    if (lab.document === null) return 0
    const parsed = parseQuantity(lab.document.duration ?? DEFAULTS.duration, 'time')
    return parsed.ok ? parsed.value / PS_PER_SECOND : 0
  })

  async function ask(wanted: number): Promise<void> {
    isAsking = true
    asked = wanted
    try {
      const outcome = await run.seek(wanted)
      if (!outcome.ok) {
        target.value = null
        ui.tell({ level: 'error', says: outcome.refusal.says })
      }
    } catch (cause) {
      target.value = null
      ui.tell({ level: 'error', says: cause instanceof Error ? cause.message : String(cause) })
    } finally {
      isAsking = false
      settle(!isHeld.value)
    }
  }

  /** Asks for what is wanted, once the run is free to go there; `now`: also while it is on its way to somewhere else. */
  function settle(now = false): void {
    if (target.value === null || isAsking || (run.status?.state === 'seeking' && !now)) return
    if (target.value !== asked) void ask(target.value)
    else if (!isHeld.value && run.status?.state !== 'seeking') {
      target.value = null
      asked = null
    }
  }

  /** Moves it to `wanted` seconds; `held`: more is to come, until `release`. */
  function moveTo(wanted: number, held = false): void {
    isHeld.value = held
    asked = target.value === null ? null : asked
    target.value = Math.min(Math.max(0, wanted), duration.value)
    settle(!held)
  }

  function release(): void {
    isHeld.value = false
    settle(true)
  }

  watch(
    () => run.status,
    () => settle(),
  )

  return { time, duration, isHeld, isMoving: computed(() => target.value !== null), moveTo, release }
})
