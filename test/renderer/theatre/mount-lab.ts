// A panel of the window over the demonstration lab in memory, with stores of its own.
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { TooltipProvider } from 'reka-ui'
import { type Component, h, nextTick } from 'vue'
import { provideClient } from '../../../src-renderer/api/client'
import { useLabStore } from '../../../src-renderer/stores/lab'
import { usePlayheadStore } from '../../../src-renderer/stores/playhead'
import { useRunStore } from '../../../src-renderer/stores/run'
import { useSeenStore } from '../../../src-renderer/stores/seen'
import { useSelectionStore } from '../../../src-renderer/stores/selection'
import { useUiStore } from '../../../src-renderer/stores/ui'
import { shippedLab } from '../../main/report/sample-result'
import { DemoLab } from './demo-lab'

// the page that tests run in has none, and nothing is laid out there
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

export interface OpenedLab {
  demo: DemoLab
  lab: ReturnType<typeof useLabStore>
  run: ReturnType<typeof useRunStore>
  seen: ReturnType<typeof useSeenStore>
  playhead: ReturnType<typeof usePlayheadStore>
  selection: ReturnType<typeof useSelectionStore>
  ui: ReturnType<typeof useUiStore>
  /** Every request of that name, in order. */
  asked: (name: string) => unknown[]
}

export async function openDemo(): Promise<OpenedLab> {
  const demo = new DemoLab(structuredClone(shippedLab('sr-iov-to-plain-nic')))
  provideClient(demo)
  setActivePinia(createPinia())
  const stores = {
    lab: useLabStore(),
    run: useRunStore(),
    seen: useSeenStore(),
    playhead: usePlayheadStore(),
    selection: useSelectionStore(),
    ui: useUiStore(),
  }
  stores.lab.connect()
  stores.run.connect()
  await stores.lab.open({ kind: 'empty' })
  const asked = (name: string): unknown[] => demo.asked.filter((one) => one.name === name).map((one) => one.payload)
  return { demo, ...stores, asked }
}

/** Goes to `time` as a person would who waits for it. */
export async function goTo({ demo, run }: OpenedLab, time: number): Promise<void> {
  await run.seek(time)
  demo.tick(1)
  await settled()
}

export function mountPanel(panel: Component): VueWrapper {
  return mount({ render: () => h(TooltipProvider, () => h(panel)) }, { attachTo: document.body })
}

/** Until everything that was asked is answered and drawn. */
export async function settled(): Promise<void> {
  for (let k = 0; k < 8; k++) await nextTick()
}
