// What is selected and what the pointer rests on, by element id (a pointer joined by `/`, as in problems and on the
// canvas): canvas, outline, inspector, problems and menus share it.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

export const useSelectionStore = defineStore('selection', () => {
  const ids = shallowRef<readonly string[]>([])
  const hovered = ref<string | null>(null)
  /** Flow whose frames the canvas shows by a moving dash; null: none. */
  const followedFlow = ref<string | null>(null)
  /** Grows when the canvas shall bring the selection into view. */
  const revealRequests = ref(0)

  const set = computed<ReadonlySet<string>>(() => new Set(ids.value))
  /** The one that was selected last: what the inspector heads its page with. */
  const primary = computed<string | null>(() => ids.value[ids.value.length - 1] ?? null)
  const count = computed(() => ids.value.length)

  const sameAs = (next: readonly string[]): boolean =>
    next.length === ids.value.length && next.every((id, index) => id === ids.value[index])

  function select(next: readonly string[]): void {
    if (!sameAs(next)) ids.value = [...new Set(next)]
  }

  function toggle(id: string): void {
    ids.value = set.value.has(id) ? ids.value.filter((other) => other !== id) : [...ids.value, id]
  }

  function add(more: readonly string[]): void {
    select([...ids.value, ...more.filter((id) => !set.value.has(id))])
  }

  function clear(): void {
    select([])
  }

  /** Drops what is no longer there. */
  function keepOnly(exists: (id: string) => boolean): void {
    select(ids.value.filter(exists))
    if (hovered.value !== null && !exists(hovered.value)) hovered.value = null
  }

  /** Selects and asks the canvas to bring it into view: what a click on a problem or a log entry does. */
  function reveal(id: string): void {
    select([id])
    revealRequests.value++
  }

  return {
    ids,
    set,
    primary,
    count,
    hovered,
    followedFlow,
    revealRequests,
    select,
    toggle,
    add,
    clear,
    keepOnly,
    reveal,
  }
})
