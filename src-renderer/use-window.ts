// What the window as a whole listens to: keys, files dropped on it, actions of the native menu, labs that the system opens,
// the theme, the connection. Called once, by the window's component.
import { onBeforeUnmount, onMounted, ref, type Ref, watch } from 'vue'
import { actionForKey, runAction } from './actions'
import { pasteText } from './actions/clipboard'
import { actionContext } from './actions/context'
import { mayLeaveLab } from './actions/leave-lab'
import { openLab } from './actions/open-lab'
import { labClient } from './api/client'
import { useLabStore } from './stores/lab'
import { useLibraryStore } from './stores/library'
import { useRunStore } from './stores/run'
import { useSettingsStore } from './stores/settings'
import { BOTTOM_TABS, LEFT_TABS, useUiStore } from './stores/ui'
import { editField } from './ui/field-editing'
import { isTyping, matchesShortcut } from './ui/shortcut'

/** Nothing larger is a lab; the main side has its own limit. */
const MOST_BYTES = 16 * 1024 * 1024
const PASTE_KEYS = ['Ctrl+V', 'Shift+Insert']

export function useWindow(): { isFileOver: Ref<boolean> } {
  const lab = useLabStore()
  const run = useRunStore()
  const settings = useSettingsStore()
  const ui = useUiStore()
  const isFileOver = ref(false)

  /** On X11 the middle button pastes what is marked somewhere; here it moves the canvas. True from it to the next button or key. */
  let isMiddleButton = false
  function mouseDown({ button }: MouseEvent): void {
    isMiddleButton = button === 1
  }

  function keyDown(event: KeyboardEvent): void {
    isMiddleButton = false
    // a dialog keeps the keys also while nothing in it has the focus, as when the button that had it is off
    const isInDialog =
      document.querySelector('[role=dialog][data-state=open]') !== null ||
      (event.target instanceof Element && event.target.closest('[role=menu], [role=menubar]'))
    if (event.defaultPrevented || isInDialog || isTyping(event)) return
    const found = actionForKey(event)
    if (!found) return
    // the browser's own copy serves text that is marked on the page
    if (found.id === 'edit.copy' && String(getSelection() ?? '') !== '') return
    // the system's own key for it brings the text along, where a page may not ask for it
    if (found.id === 'edit.paste' && PASTE_KEYS.some((keys) => matchesShortcut(keys, event))) return
    event.preventDefault()
    runAction(found.id)
  }

  async function paste(event: ClipboardEvent): Promise<void> {
    const isInField =
      event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
    if (isMiddleButton && !isInField) {
      event.preventDefault()
      return
    }
    if (event.defaultPrevented || isInField || document.querySelector('[role=dialog][data-state=open]')) return
    const data = event.clipboardData
    const file = data?.files[0]
    const text = data?.getData('text/plain')
    event.preventDefault()
    if (text) await pasteText(actionContext(), text)
    else if (file) await openFile(file)
    else runAction('edit.paste')
  }

  const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

  function dragOver(event: DragEvent): void {
    if (!hasFile(event)) return
    event.preventDefault()
    isFileOver.value = true
  }

  function dragLeave(event: DragEvent): void {
    if (event.relatedTarget === null) isFileOver.value = false
  }

  async function drop(event: DragEvent): Promise<void> {
    isFileOver.value = false
    const file = hasFile(event) ? event.dataTransfer?.files[0] : undefined
    if (!file) return
    event.preventDefault()
    await openFile(file)
  }

  async function openFile(file: File): Promise<void> {
    const path = window.iovLab?.pathOf?.(file) ?? null
    if (path === null && file.size > MOST_BYTES) {
      ui.tell({ level: 'error', says: `${file.name} is too large to be a lab. Nothing was opened.` })
      return
    }
    const context = actionContext()
    if (!(await mayLeaveLab(context))) return
    // opened by its path, it can be saved to the same file
    if (path !== null) await openLab(context, { kind: 'file', file: path })
    else await openLab(context, { kind: 'text', text: await file.text(), name: file.name })
  }

  /** A closing window asks first; the desktop app asks by itself. */
  function beforeUnload(event: BeforeUnloadEvent): void {
    if (lab.dirty && !window.iovLab) event.preventDefault()
  }

  const wantsDark = matchMedia('(prefers-color-scheme: dark)')
  const wantsContrast = matchMedia('(prefers-contrast: more)')
  function applyTheme(): void {
    const { theme } = settings
    const ofSystem = wantsContrast.matches ? 'contrast' : wantsDark.matches ? 'dark' : 'light'
    document.documentElement.dataset.theme = theme === 'system' ? ofSystem : theme
  }

  /** Which tabs were open last, from now on kept. */
  function rememberTabs(): void {
    ui.bottomOpen = settings.panel('bottom.open', true)
    ui.bottomTab = BOTTOM_TABS.find((tab) => tab === settings.panel<string>('bottom.tab', '')) ?? ui.bottomTab
    ui.leftTab = LEFT_TABS.find((tab) => tab === settings.panel<string>('left.tab', '')) ?? ui.leftTab
    watch(
      () => [ui.bottomOpen, ui.bottomTab, ui.leftTab] as const,
      ([isOpen, bottom, left]) => {
        settings.setPanel('bottom.open', isOpen)
        settings.setPanel('bottom.tab', bottom)
        settings.setPanel('left.tab', left)
      },
    )
  }

  async function start(): Promise<void> {
    const client = labClient()
    client.onConnection((connected) => {
      const isBack = connected && !ui.connected
      ui.connected = connected
      if (!isBack) return
      void lab.refresh()
      void useLibraryStore().refresh()
      void settings.write()
    })
    client.onFailure((says) => ui.tell({ level: 'error', says }))
    lab.connect()
    run.connect()
    client.on('app.action', async ({ id }) => {
      if (!(await editField(id))) await runAction(id)
    })
    client.on('app.failure', ({ says }) => ui.tell({ level: 'error', says }))
    client.on('app.open', async ({ source }) => {
      const context = actionContext()
      if (await mayLeaveLab(context)) await openLab(context, source)
    })
    await settings.load()
    rememberTabs()
    await useLibraryStore().load()
    const info = await client.request('app.info', {})
    if (info.openAtStart) await openLab(actionContext(), info.openAtStart)
    const unsaved = await client.request('recovery.list', {})
    if (unsaved.length > 0) ui.openDialog('recovery')
  }

  // a file that was opened or saved is a recent one
  watch(
    () => [lab.file, lab.dirty],
    () => lab.file !== null && void useLibraryStore().refresh(),
  )
  watch(() => settings.theme, applyTheme, { immediate: true })
  onMounted(() => {
    window.addEventListener('keydown', keyDown)
    window.addEventListener('dragover', dragOver)
    window.addEventListener('dragleave', dragLeave)
    window.addEventListener('drop', drop)
    window.addEventListener('pointerdown', mouseDown, true)
    window.addEventListener('paste', paste)
    window.addEventListener('beforeunload', beforeUnload)
    wantsDark.addEventListener('change', applyTheme)
    wantsContrast.addEventListener('change', applyTheme)
    start().catch((error: unknown) => {
      ui.tell({ level: 'error', says: error instanceof Error ? error.message : String(error) })
    })
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', keyDown)
    window.removeEventListener('dragover', dragOver)
    window.removeEventListener('dragleave', dragLeave)
    window.removeEventListener('drop', drop)
    window.removeEventListener('pointerdown', mouseDown, true)
    window.removeEventListener('paste', paste)
    window.removeEventListener('beforeunload', beforeUnload)
    wantsDark.removeEventListener('change', applyTheme)
    wantsContrast.removeEventListener('change', applyTheme)
  })
  return { isFileOver }
}
