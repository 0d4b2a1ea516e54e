// What is open in the window besides the lab: dialogs, the tabs, the tool in hand, questions to the person.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { ApiError } from '../../src-shared/api/errors'

export type DialogName =
  | 'report'
  | 'shortcuts'
  | 'palette'
  | 'find'
  | 'about'
  | 'settings'
  | 'link'
  | 'flow'
  | 'recovery'
  | 'limits'
  | 'costs'
  | 'checks'
  | 'seek'
  | 'until'
  | 'compare'
  | 'designs'
  | 'versions'

export type Tool = 'select' | 'hand' | 'link'
export const BOTTOM_TABS = ['charts', 'vmotion', 'packet-life', 'log', 'problems'] as const
export type BottomTab = (typeof BOTTOM_TABS)[number]
export const LEFT_TABS = ['palette', 'library', 'outline', 'guide'] as const
export type LeftTab = (typeof LEFT_TABS)[number]

/** Something that was refused or failed; stays until it is dismissed, and leads to the place. */
export interface Message {
  id: number
  level: 'info' | 'warning' | 'error'
  says: string
  /** Element id to go to. */
  path?: string
}

export interface Question {
  title: string
  says: string
  /** From the least to the most wanted; the last one is the default. */
  answers: { id: string; label: string; danger?: boolean }[]
}

export const useUiStore = defineStore('ui', () => {
  const dialog = ref<DialogName | null>(null)
  /** VM whose VMotion dialog is open. */
  const vmotionOf = ref<string | null>(null)
  const bottomTab = ref<BottomTab>('charts')
  const leftTab = ref<LeftTab>('palette')
  const bottomOpen = ref(true)
  const tool = ref<Tool>('select')
  /** Element whose name is being edited on the canvas or in the outline. */
  const renaming = ref<string | null>(null)
  const messages = shallowRef<readonly Message[]>([])
  const question = shallowRef<Question | null>(null)
  /** First lines that a log view shall show: entries of this component path; null: all. */
  const logFilter = ref<string | null>(null)
  /** Counter that the dialog Run until begins with. */
  const untilCounter = ref<{ path: string; counter: string } | null>(null)
  const connected = ref(true)
  /** Read out to who does not see the screen. */
  const announcement = ref('')

  let nextMessage = 1
  let answer: ((id: string | null) => void) | null = null

  function openDialog(name: DialogName): void {
    dialog.value = name
  }

  function closeDialog(): void {
    dialog.value = null
  }

  function openVmotion(vm: string): void {
    vmotionOf.value = vm
  }

  function closeVmotion(): void {
    vmotionOf.value = null
  }

  function showTab(tab: BottomTab): void {
    bottomTab.value = tab
    bottomOpen.value = true
  }

  function showLog(path: string | null): void {
    logFilter.value = path
    showTab('log')
  }

  function tell(message: Omit<Message, 'id'>): void {
    const same = messages.value.filter((other) => other.says !== message.says)
    messages.value = [...same.slice(-3), { ...message, id: nextMessage++ }]
  }

  /** Of what was asked for in passing. That the connection is lost stands in the window already. */
  function tellFailure(cause: unknown): void {
    if (cause instanceof ApiError && cause.code === 'disconnected') return
    tell({ level: 'error', says: cause instanceof Error ? cause.message : String(cause) })
  }

  function announce(says: string): void {
    announcement.value = says
  }

  function dismiss(id: number): void {
    messages.value = messages.value.filter((message) => message.id !== id)
  }

  /** Asks in a dialog; null: the person went away with Esc. */
  function ask(next: Question): Promise<string | null> {
    answer?.(null)
    question.value = next
    return new Promise((resolve) => (answer = resolve))
  }

  function reply(id: string | null): void {
    question.value = null
    answer?.(id)
    answer = null
  }

  return {
    dialog,
    vmotionOf,
    bottomTab,
    leftTab,
    bottomOpen,
    tool,
    renaming,
    messages,
    question,
    logFilter,
    untilCounter,
    connected,
    announcement,
    openDialog,
    closeDialog,
    openVmotion,
    closeVmotion,
    showTab,
    showLog,
    tell,
    tellFailure,
    announce,
    dismiss,
    ask,
    reply,
  }
})
