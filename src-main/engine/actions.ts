// What can be done to a running lab by the script or by a person: the verbs of `events`, each handed to the room it concerns.
import type { Refusal, RunAction } from '../../src-shared/api/lab-api'
import type { EventModel, LabModel } from '../../src-shared/lab/lab-model'
import { parseQuantity } from '../../src-shared/lab/units'
import { refuseAction } from '../../src-shared/result/action-refusals'
import type { RunningLab } from './running-lab'

/** Something whose properties may be set while it works; `property` are the names below its path. */
export interface Settable {
  set(property: readonly string[], value: unknown): Refusal | null
}

/** Names become indices; a refusal where there is nothing of that name. */
export function resolveAction(model: LabModel, action: RunAction, atPs: number): EventModel | Refusal {
  const index = model.events.length
  switch (action.do) {
    case 'vmotion': {
      const vm = model.vms.findIndex((item) => item.id === action.vm)
      const to = model.hosts.findIndex((item) => item.id === action.to)
      if (vm < 0) return refuseAction('no-such-vm', action.vm)
      return to < 0 ? refuseAction('no-such-host', action.to) : { atPs, index, do: 'vmotion', vm, to }
    }
    case 'hot-add': {
      const vm = model.vms.findIndex((item) => item.id === action.vm)
      const memory = parseQuantity(action.memory, 'size')
      if (vm < 0) return refuseAction('no-such-vm', action.vm)
      if (!memory.ok || memory.value <= 0) return refuseAction('bad-value', action.vm, 'an amount such as 1GiB')
      return { atPs, index, do: 'hot-add', vm, bytes: memory.value }
    }
    case 'link-down':
    case 'link-up': {
      const link = model.links.findIndex((item) => item.ends.some((end) => end.path === action.link))
      return link < 0 ? refuseAction('no-such-link', action.link) : { atPs, index, do: action.do, link }
    }
    case 'vf-failure':
    case 'vf-recovery':
      return { atPs, index, do: action.do, path: action.path }
    case 'set':
      return { atPs, index, do: 'set', path: action.path, value: action.value }
    default: {
      const vm = model.vms.findIndex((item) => item.id === action.vm)
      return vm < 0 ? refuseAction('no-such-vm', action.vm) : { atPs, index, do: action.do, vm }
    }
  }
}

/** At this instant, before its other events. A refusal changes nothing. */
export function perform(lab: RunningLab, event: EventModel): Refusal | null {
  const { sim, model } = lab
  switch (event.do) {
    case 'vmotion':
      lab.migration.request(model.vms[event.vm].id, model.hosts[event.to].id)
      return null
    case 'abort-vmotion': {
      const vm = model.vms[event.vm].id
      return lab.migration.abort(vm) ? null : refuseAction('no-migration', vm)
    }
    case 'power-off': {
      const vm = model.vms[event.vm].id
      return lab.migration.powerOff(vm) ? null : refuseAction('vm-off', vm)
    }
    case 'power-on': {
      const vm = lab.vms[event.vm]
      if (vm.state === 'suspended') return refuseAction('vm-suspended', vm.path)
      if (vm.state !== 'off') return refuseAction('vm-on', vm.path)
      vm.powerOn()
      return null
    }
    case 'link-down':
    case 'link-up': {
      const link = lab.links[event.link]
      const up = event.do === 'link-up'
      if (link.up !== up)
        sim.log.add(up ? 'info' : 'warning', link.path, event.do, up ? 'has its carrier again' : 'lost its carrier')
      link.setUp(up)
      lab.migration.conditionsChanged()
      return null
    }
    case 'vf-failure':
      return lab.migration.failFunction(event.path)
    case 'vf-recovery':
      return lab.migration.recoverFunction(event.path)
    case 'set':
      return setProperty(lab, event.path, event.value)
    default:
      return lab.migration.operate(event)
  }
}

/** The longest beginning of the path that is a component; what follows is a property of it. */
function setProperty(lab: RunningLab, path: string, value: unknown): Refusal | null {
  const parts = path.split('/')
  for (let length = parts.length - 1; length >= 1; length--) {
    const component = parts.slice(0, length).join('/')
    const settable = lab.settable(component)
    if (settable === null) continue
    const refusal = settable.set(parts.slice(length), value)
    if (refusal === null)
      lab.sim.log.add('info', component, 'property-set', `${parts.slice(length).join('/')} is ${String(value)}`)
    if (refusal === null) lab.migration.conditionsChanged()
    return refusal
  }
  return refuseAction('not-settable', path)
}
