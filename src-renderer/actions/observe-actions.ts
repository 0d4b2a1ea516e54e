// What to look at while it runs; the guide; help.
import {
  Activity,
  BookOpen,
  CircleHelp,
  GitCompareArrows,
  History,
  Keyboard,
  ListChecks,
  ScrollText,
  TableProperties,
  TriangleAlert,
  Video,
} from '@lucide/vue'
import { componentPathOf, pointerOfElement } from '../../src-shared/lab/path'
import { labClient } from '../api/client'
import type { BottomTab } from '../stores/ui'
import { action, type Action } from './action'
import { type ActionContext, execute, labIsOpen, NO_LAB } from './context'

const showing = (id: string, tab: BottomTab, icon?: Action['icon']): Action =>
  action(id, { icon, run: ({ ui }) => ui.showTab(tab) })

/** Component at which frames of the selection pass. */
function capturePath({ lab, selection }: ActionContext): string | null {
  if (!lab.document || selection.primary === null) return null
  return componentPathOf(pointerOfElement(selection.primary), lab.document)
}

async function toggleCapture(context: ActionContext): Promise<void> {
  const at = capturePath(context)
  const { document } = context.lab
  if (at === null || !document) return
  const index = (document.captures ?? []).findIndex((capture) => capture.at === at)
  await execute(
    context,
    index < 0 ? { id: 'add-capture', payload: { at } } : { id: 'remove', payload: { pointers: [['captures', index]] } },
    { select: false },
  )
}

export const OBSERVE_ACTIONS: readonly Action[] = [
  showing('observe.charts', 'charts', Activity),
  showing('observe.log', 'log', ScrollText),
  showing('observe.problems', 'problems', TriangleAlert),
  showing('observe.vmotion', 'vmotion'),
  showing('observe.packet-life', 'packet-life'),
  action('observe.compare', { icon: GitCompareArrows, enabled: labIsOpen, run: ({ ui }) => ui.openDialog('compare') }),
  action('observe.designs', { icon: TableProperties, enabled: labIsOpen, run: ({ ui }) => ui.openDialog('designs') }),
  action('observe.capture', {
    icon: Video,
    enabled: (context) =>
      !context.lab.isOpen ? NO_LAB : capturePath(context) === null ? 'Select where frames pass first.' : true,
    checked: ({ lab, selection }) => {
      const at = capturePath({ lab, selection } as ActionContext)
      return lab.document?.captures?.some((capture) => capture.at === at) ?? false
    },
    run: toggleCapture,
  }),
  action('teach.guide', {
    icon: BookOpen,
    run: ({ settings, ui }) => {
      settings.setPanel('left.open', true)
      ui.leftTab = 'guide'
    },
  }),
  action('teach.check', {
    icon: ListChecks,
    enabled: labIsOpen,
    run: ({ settings, ui }) => {
      settings.setPanel('left.open', true)
      ui.leftTab = 'guide'
    },
  }),
  action('help.shortcuts', { icon: Keyboard, run: ({ ui }) => ui.openDialog('shortcuts') }),
  action('help.limits', { run: ({ ui }) => ui.openDialog('limits') }),
  action('help.costs', { run: ({ ui }) => ui.openDialog('costs') }),
  action('help.checks', { run: ({ ui }) => ui.openDialog('checks') }),
  action('help.versions', { icon: History, enabled: labIsOpen, run: ({ ui }) => ui.openDialog('versions') }),
  action('help.logs', {
    run: async ({ ui }) => {
      const { dataFolder } = await labClient().request('app.info', {})
      ui.tell({ level: 'info', says: `Logs of the program are in ${dataFolder}` })
    },
  }),
  action('help.about', { icon: CircleHelp, run: ({ ui }) => ui.openDialog('about') }),
]
