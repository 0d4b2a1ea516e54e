// What a menu shows: plain data, made from actions by whoever opens the menu.
import type { Component } from 'vue'

export type MenuEntry =
  | {
      kind: 'item'
      id: string
      label: string
      shortcut?: string
      icon?: Component
      disabled?: boolean
      /** Why it is disabled, or more about it: shown in the tooltip. */
      detail?: string
      checked?: boolean
      run: () => void
    }
  | { kind: 'separator'; id: string }
  | { kind: 'menu'; id: string; label: string; entries: MenuEntry[] }
  | { kind: 'label'; id: string; label: string }
