// The run: start, pause, step, speed, and what a person does to it.
import {
  ArrowRightLeft,
  Camera,
  FastForward,
  FlagTriangleRight,
  HardDrive,
  MemoryStick,
  Moon,
  Play,
  Power,
  RotateCcw,
  Rewind,
  SkipBack,
  SkipForward,
  Timer,
  Unplug,
  FlaskConical,
  Video,
  VideoOff,
  Zap,
  ZapOff,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { RunAction } from '../../src-shared/api/lab-api'
import { componentPathOf, pointerOfElement } from '../../src-shared/lab/path'
import { kindOf, linksOf, vmNameOf } from '../canvas/lab-facts'
import type { RunOutcome } from '../stores/run'
import { action, type Action } from './action'
import { type ActionContext, labIsOpen, NO_LAB } from './context'

/** Simulated seconds per second; 0: as fast as it goes. */
export const PACES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 0] as const

export function tellRefusal({ ui }: ActionContext, outcome: RunOutcome): void {
  if (outcome.ok) return
  ui.tell({ level: 'warning', says: outcome.refusal.says, path: outcome.refusal.path })
  if (outcome.problems.length > 0) ui.showTab('problems')
}

async function toggleRun(context: ActionContext): Promise<void> {
  const { run } = context
  // a run that is over begins again
  if (run.status?.state === 'finished') {
    const reset = await run.reset()
    if (!reset.ok) return tellRefusal(context, reset)
  }
  tellRefusal(context, await (run.isRunning ? run.pause() : run.start()))
}

function changePace(context: ActionContext, by: number): void {
  const pace = context.run.status?.pace ?? context.settings.settings.pace
  const at = PACES.findIndex((one) => one === pace)
  const next = PACES[Math.min(PACES.length - 1, Math.max(0, (at < 0 ? 0 : at) + by))] ?? 0
  context.settings.change({ pace: next })
  if (context.run.status) void context.run.pace(next)
}

const hasRun = ({ lab, run }: ActionContext): true | string =>
  !lab.isOpen ? NO_LAB : run.isShown ? true : 'There is no run yet: press Run first.'

const vmOf = ({ selection }: ActionContext): string | null =>
  selection.primary === null ? null : vmNameOf(selection.primary)

/** The link that is selected, or the wire of the NIC that is. */
function linkOf({ lab, selection }: ActionContext): number | null {
  const id = selection.primary
  if (!lab.document || id === null) return null
  return id.startsWith('links/') ? Number(id.split('/')[1]) : (linksOf(lab.document, id)[0] ?? null)
}

async function toggleLink(context: ActionContext): Promise<void> {
  const { lab, run } = context
  const index = linkOf(context)
  const link = index === null ? undefined : lab.document?.links?.[index]
  if (!link) return
  const isUp = run.live?.links.find((one) => one.index === index)?.up ?? true
  tellRefusal(context, await run.act({ do: isUp ? 'link-down' : 'link-up', link: link.ends[0] }))
}

const vmCanAct = (context: ActionContext): true | string => {
  const running = hasRun(context)
  if (running !== true) return running
  return vmOf(context) === null ? 'Select a VM first.' : true
}

/** Does something to the VM that is selected; the engine knows whether it can be done. */
function onVm(id: string, icon: Component, what: (state: string | undefined, vm: string) => RunAction): Action {
  return action(id, {
    icon,
    enabled: vmCanAct,
    run: async (context) => {
      const vm = vmOf(context)
      if (vm === null) return
      tellRefusal(context, await context.run.act(what(context.run.vms.get(vm)?.state, vm)))
    },
  })
}

/** The virtual function that is selected, by its path. */
function functionOf({ lab, selection }: ActionContext): string | null {
  const id = selection.primary
  if (lab.document === null || id === null || kindOf(lab.document, id) !== 'vf') return null
  return componentPathOf(pointerOfElement(id))
}

function onFunction(id: 'lab.vf-failure' | 'lab.vf-recovery', icon: Component): Action {
  return action(id, {
    icon,
    enabled: (context) => {
      const running = hasRun(context)
      if (running !== true) return running
      return functionOf(context) === null ? 'Select a virtual function first.' : true
    },
    run: async (context) => {
      const path = functionOf(context)
      if (path === null) return
      const what = id === 'lab.vf-failure' ? 'vf-failure' : 'vf-recovery'
      tellRefusal(context, await context.run.act({ do: what, path }))
    },
  })
}

export const LAB_ACTIONS: readonly Action[] = [
  action('lab.run', { icon: Play, enabled: labIsOpen, run: toggleRun }),
  action('lab.step', {
    icon: SkipForward,
    enabled: labIsOpen,
    run: async (context) => tellRefusal(context, await context.run.step()),
  }),
  action('lab.step-back', {
    icon: SkipBack,
    enabled: (context) => {
      const running = hasRun(context)
      return running === true && context.run.time === 0 ? 'The run stands at its start.' : running
    },
    run: async (context) => tellRefusal(context, await context.run.stepBack()),
  }),
  action('lab.reset', {
    icon: RotateCcw,
    enabled: hasRun,
    run: async (context) => tellRefusal(context, await context.run.reset()),
  }),
  action('lab.seek', { icon: Timer, enabled: labIsOpen, run: ({ ui }) => ui.openDialog('seek') }),
  action('lab.until', { icon: FlagTriangleRight, enabled: labIsOpen, run: ({ ui }) => ui.openDialog('until') }),
  action('lab.faster', { icon: FastForward, enabled: labIsOpen, run: (context) => changePace(context, 1) }),
  action('lab.slower', { icon: Rewind, enabled: labIsOpen, run: (context) => changePace(context, -1) }),
  action('lab.vmotion', {
    icon: ArrowRightLeft,
    enabled: (context) => (!context.lab.isOpen ? NO_LAB : vmOf(context) !== null ? true : 'Select a VM first.'),
    run: (context) => {
      const vm = vmOf(context)
      if (vm !== null) context.ui.openVmotion(vm)
    },
  }),
  onVm('lab.power', Power, (state, vm) => ({ do: state === 'off' ? 'power-on' : 'power-off', vm })),
  onVm('lab.suspend', Moon, (state, vm) => ({ do: state === 'suspended' ? 'resume' : 'suspend', vm })),
  onVm('lab.snapshot', Camera, (_state, vm) => ({ do: 'snapshot', vm })),
  onVm('lab.storage-vmotion', HardDrive, (_state, vm) => ({ do: 'storage-vmotion', vm })),
  onVm('lab.hot-add', MemoryStick, (_state, vm) => ({ do: 'hot-add', vm, memory: '256MiB' })),
  onVm('lab.record-start', Video, (_state, vm) => ({ do: 'record-start', vm })),
  onVm('lab.record-stop', VideoOff, (_state, vm) => ({ do: 'record-stop', vm })),
  action('lab.link-down', {
    icon: Unplug,
    enabled: (context) => {
      const running = hasRun(context)
      if (running !== true) return running
      return linkOf(context) === null ? 'Select a link, or a NIC that has one, first.' : true
    },
    run: toggleLink,
  }),
  onFunction('lab.vf-failure', ZapOff),
  onFunction('lab.vf-recovery', Zap),
  action('lab.properties', {
    icon: FlaskConical,
    enabled: labIsOpen,
    run: ({ selection, settings }) => {
      selection.clear()
      settings.setPanel('right.open', true)
    },
  }),
]
