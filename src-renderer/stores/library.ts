// Labs that can be opened: guided labs, templates, the person's own, and recent files.
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { LibraryEntry } from '../../src-shared/api/lab-api'
import { labClient } from '../api/client'
import { useUiStore } from './ui'

export const useLibraryStore = defineStore('library', () => {
  const entries = shallowRef<LibraryEntry[]>([])
  /** Files that were opened or saved last and are still there, newest first. */
  const recent = computed(() => entries.value.filter(({ kind, missing }) => kind === 'recent' && !missing))

  async function load(): Promise<void> {
    entries.value = await labClient().request('library.list', {})
  }

  /** Loads again if it can, else what is there stays. */
  async function refresh(): Promise<void> {
    try {
      await load()
    } catch (cause) {
      useUiStore().tellFailure(cause)
    }
  }

  async function removeRecent(id: string): Promise<void> {
    entries.value = await labClient().request('library.remove-recent', { id })
  }

  async function clearRecent(): Promise<void> {
    for (const entry of entries.value) if (entry.kind === 'recent') await removeRecent(entry.id)
  }

  return { entries, recent, load, refresh, removeRecent, clearRecent }
})
