// An event of the script: what happens to a lab at an instant. A person may do the same to a run.
import { z } from 'zod'
import { quantity } from './quantity-schema'

/** What a hypervisor does to a VM that needs nothing but its name. */
export const VM_OPERATIONS = [
  'suspend',
  'resume',
  'snapshot',
  'storage-vmotion',
  'record-start',
  'record-stop',
] as const
/** Events that name a VM and nothing else. */
export const VM_EVENTS = ['abort-vmotion', 'power-off', 'power-on', ...VM_OPERATIONS] as const
export const EVENT_KINDS = [
  'vmotion',
  'link-down',
  'link-up',
  'vf-failure',
  'vf-recovery',
  'set',
  'hot-add',
  ...VM_EVENTS,
] as const

export const eventSchema = z.looseObject({
  at: quantity,
  do: z.enum(EVENT_KINDS),
  vm: z.string().optional(),
  to: z.string().optional(),
  link: z.string().optional(),
  path: z.string().optional().describe('set: a property; vf-failure, vf-recovery: a virtual function.'),
  value: z.unknown().optional(),
  memory: quantity.optional().describe('hot-add: memory that the running VM is given beside what it has.'),
})
