// Results of the lab's checks: asked for when the run stands still, and kept until it stands somewhere else.
import { ref, shallowRef, watch } from 'vue'
import type { CheckResult } from '../../src-shared/result/result'
import { labClient } from '../api/client'
import { useLabStore } from '../stores/lab'
import { useRunStore } from '../stores/run'
import { useUiStore } from '../stores/ui'

export function useChecks(): {
  results: Readonly<ReturnType<typeof shallowRef<CheckResult[] | null>>>
  isAsking: Readonly<ReturnType<typeof ref<boolean>>>
} {
  const lab = useLabStore()
  const run = useRunStore()
  const ui = useUiStore()
  const results = shallowRef<CheckResult[] | null>(null)
  const isAsking = ref(false)

  async function ask(): Promise<void> {
    const { labId } = lab
    if (labId === null || isAsking.value) return
    isAsking.value = true
    const key = keyOf()
    try {
      const result = await labClient().request('run.result', { labId })
      if (keyOf() === key) results.value = result?.checks ?? null
    } catch (cause) {
      ui.tell({ level: 'error', says: cause instanceof Error ? cause.message : String(cause) })
    } finally {
      isAsking.value = false
    }
  }

  const keyOf = (): string =>
    `${run.status?.runId ?? ''} ${run.status?.state ?? ''} ${run.time} ${JSON.stringify(lab.document?.answers ?? {})}`

  watch(
    keyOf,
    () => {
      const state = run.status?.state
      const stands = (state === 'paused' || state === 'finished') && run.isShown
      if (stands && (lab.document?.checks?.length ?? 0) > 0) void ask()
      else if (!run.isShown) results.value = null
    },
    { immediate: true },
  )

  return { results, isAsking }
}
