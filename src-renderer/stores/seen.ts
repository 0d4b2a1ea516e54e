// The seen part of the present run, for whatever shows time: charts, log, theatre, seek slider. Read `seen-run.ts` first.
import { defineStore } from 'pinia'
import { computed, shallowRef, triggerRef, watch } from 'vue'
import { useRunStore } from './run'
import { SeenRun } from './seen-run'

export const useSeenStore = defineStore('seen', () => {
  const run = useRunStore()
  const seen = shallowRef(new SeenRun(''))

  watch(
    () => run.live,
    (live) => {
      if (live === null) {
        seen.value = new SeenRun('')
        return
      }
      if (live.run.runId !== seen.value.runId) seen.value = new SeenRun(live.run.runId)
      seen.value.take(live)
      triggerRef(seen)
    },
    // every message counts: the samples in it are sent once
    { flush: 'sync', immediate: true },
  )

  run.$onAction(({ name, after }) => {
    if (name !== 'act') return
    after((outcome) => {
      if (!(outcome as { ok: boolean }).ok) return
      seen.value.cutAt(run.time)
      triggerRef(seen)
    })
  })

  return {
    seen,
    /** The latest moment of this run that was seen, at or after the one at which it stands. */
    until: computed(() => (run.isShown ? Math.max(seen.value.until, run.time) : 0)),
    samples: computed(() => ({ ...seen.value.samples })),
    log: computed(() => seen.value.log.slice()),
    migrations: computed(() => seen.value.migrations.slice()),
    modes: computed(() => seen.value.modes.slice()),
    guest: computed(() => seen.value.guest),
    cores: computed(() => ({ ...seen.value.cores })),
    dirtyOf: (key: string): [number, number][] => seen.value.dirty.get(key)?.points ?? [],
  }
})
