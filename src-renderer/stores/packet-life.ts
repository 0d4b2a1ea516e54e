// The frame that is being followed, and how it is shown: kept while other tabs are in front.
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import type { Reply } from '../../src-shared/api/lab-api'
import { labClient } from '../api/client'
import { useLabStore } from './lab'

type Life = NonNullable<Reply<'run.packet-life'>>

/** Compared with: the frame that was shown last. No flow is called so. */
export const SHOWN_LAST = '/shown-last'

export const usePacketLifeStore = defineStore('packet-life', () => {
  const lab = useLabStore()
  const flow = ref('')
  /** The flow to compare with, or `SHOWN_LAST`; empty: nothing. */
  const other = ref('')
  /** Which frame from `from` seconds on, counted from 1. */
  const nth = ref(1)
  const from = ref(0)
  const scale = ref<'linear' | 'steps'>('steps')
  /** In the order of `flow`, `other`; null: that flow sends no such frame. */
  const lives = shallowRef<(Life | null)[] | null>(null)
  const selected = ref({ life: 0, stage: 0 })
  const isLooking = ref(false)
  const failure = ref<string | null>(null)

  watch(
    () => lab.labId,
    () => {
      lives.value = null
      failure.value = null
    },
  )

  async function look(at: number, number: number): Promise<void> {
    const { labId } = lab
    if (labId === null || flow.value === '' || isLooking.value) return
    isLooking.value = true
    failure.value = null
    from.value = at
    nth.value = number
    const ask = (name: string): Promise<Life | null> =>
      labClient().request('run.packet-life', { labId, flow: name, from: at, nth: number })
    try {
      const kept = other.value === SHOWN_LAST ? (lives.value?.slice(0, 1) ?? []) : []
      const names = other.value === '' || other.value === SHOWN_LAST ? [flow.value] : [flow.value, other.value]
      const found: (Life | null)[] = []
      // in turn: a look ends the one before
      for (const name of names) found.push(await ask(name))
      found.push(...kept)
      if (lab.labId !== labId) return
      lives.value = found
      selected.value = { life: 0, stage: 0 }
    } catch (cause) {
      failure.value = cause instanceof Error ? cause.message : String(cause)
    } finally {
      isLooking.value = false
    }
  }

  return { flow, other, nth, from, scale, lives, selected, isLooking, failure, look }
})
