// The menu of what is selected: the same actions as in the menu bar, those that fit it first.
import { type ElementKind, kindOf } from '../canvas/lab-facts'
import type { MenuEntry } from '../ui/menu-entry'
import type { ActionContext } from './context'
import { menuItem } from './index'

const FIRST: Partial<Record<ElementKind, readonly string[]>> = {
  host: ['insert.vm', 'insert.nic', 'insert.vswitch', 'arrange.fold'],
  vm: ['lab.vmotion', 'lab.power', 'lab.suspend', 'lab.snapshot', 'insert.vnic'],
  vnic: ['observe.capture', 'insert.flow', 'lab.vmotion'],
  nic: ['insert.vf', 'insert.link', 'lab.link-down', 'observe.capture'],
  vf: ['insert.vf', 'lab.vf-failure', 'lab.vf-recovery', 'observe.capture'],
  vswitch: ['insert.port-group', 'observe.capture'],
  'port-group': ['insert.vmkernel', 'observe.capture'],
  vmkernel: ['observe.capture'],
  switch: ['insert.link', 'observe.capture'],
  station: ['insert.link', 'insert.flow', 'observe.capture'],
  link: ['lab.link-down'],
}

const EDITING = ['edit.cut', 'edit.copy', 'edit.paste', 'edit.duplicate', 'edit.rename', 'edit.delete']
const EMPTY = [
  'insert.host',
  'insert.switch',
  'insert.station',
  '|',
  'edit.paste',
  'edit.select-all',
  'edit.copy-picture',
  '|',
  'view.zoom-fit',
  'arrange.layout',
  '|',
  'lab.properties',
]

export function contextMenu(context: ActionContext): MenuEntry[] {
  const { lab, selection } = context
  const kind = lab.document && selection.primary !== null ? kindOf(lab.document, selection.primary) : null
  const ids = kind === null ? EMPTY : [...(FIRST[kind] ?? []), '|', ...EDITING, '|', 'view.zoom-selection']
  return ids.map((id, place) => (id === '|' ? { kind: 'separator', id: `line-${place}` } : menuItem(id, context)))
}
