// Settings of the person, kept by the main side. Panel widths and folds are written a moment after the last change.
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { DEFAULT_SETTINGS } from '../../src-shared/api/default-settings'
import type { Settings } from '../../src-shared/api/lab-api'
import { labClient } from '../api/client'
import { useUiStore } from './ui'

type PanelValue = number | boolean | string

const WRITE_AFTER_MS = 400

export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef<Settings>(DEFAULT_SETTINGS)
  let pending: Partial<Settings> = {}
  let timer: ReturnType<typeof setTimeout> | undefined

  const theme = computed(() => settings.value.theme)

  async function load(): Promise<void> {
    settings.value = await labClient().request('settings.get', {})
  }

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const changes = pending
    pending = {}
    if (Object.keys(changes).length === 0) return
    try {
      await labClient().request('settings.set', changes)
    } catch (cause) {
      // they go with the next change, or when the connection is back
      pending = { ...changes, ...pending }
      useUiStore().tellFailure(cause)
    }
  }

  function change(changes: Partial<Settings>): void {
    settings.value = { ...settings.value, ...changes }
    pending = { ...pending, ...changes }
    clearTimeout(timer)
    timer = setTimeout(() => void write(), WRITE_AFTER_MS)
  }

  function panel<T extends PanelValue>(key: string, otherwise: T): T {
    const value = settings.value.panels[key]
    return typeof value === typeof otherwise ? (value as T) : otherwise
  }

  function setPanel(key: string, value: PanelValue): void {
    if (settings.value.panels[key] === value) return
    change({ panels: { ...settings.value.panels, [key]: value } })
  }

  return { settings, theme, load, change, panel, setPanel, write }
})
