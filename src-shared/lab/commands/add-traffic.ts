// Flows, the script of events, and captures.
import { z } from 'zod'
import { setAt } from '../edit'
import { has } from '../maps'
import { componentPathOf, resolveEndpoint } from '../path'
import { eventSchema, flowSchema, type Lab } from '../schema'
import { command, done, idSchema } from './command'
import { countUp, refuseName } from './fresh'

/** A VM with a single NIC is written as that NIC, so that a further one does not make it ambiguous. */
function endpoint(lab: Lab, text: string): string {
  const pointer = resolveEndpoint(lab, text)
  return (pointer && componentPathOf(pointer)) ?? text
}

export const addFlow = command({
  id: 'add-flow',
  payload: z.strictObject({ ...flowSchema.shape, id: idSchema.optional() }),
  label: ({ type }) => `Add ${type} flow`,
  apply(lab, { id, from, to, type, ...fields }) {
    const name = id ?? countUp(`${type}-`, 1, (other) => has(lab.flows, other))
    const refusal = refuseName(name, (other) => has(lab.flows, other))
    if (refusal) return refusal
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const flow = { from: endpoint(lab, from), to: endpoint(lab, to), type, ...given }
    return done(setAt(lab, ['flows', name], flow), ['flows', name])
  },
})

export const addEvent = command({
  id: 'add-event',
  payload: z.strictObject({ event: eventSchema }),
  label: ({ event }) => `Add event ${event.do}`,
  apply(lab, { event }) {
    const events = [...(lab.events ?? []), event]
    return done(setAt(lab, ['events'], events), ['events', events.length - 1])
  },
})

export const addCapture = command({
  id: 'add-capture',
  payload: z.strictObject({ at: z.string(), file: z.string().optional(), snaplen: z.number().optional() }),
  label: ({ at }) => `Capture at ${at}`,
  apply(lab, { at, file = `${at.replace(/[/~]/g, '-')}.pcapng`, snaplen }) {
    const capture = { at, file, ...(snaplen !== undefined && { snaplen }) }
    const captures = [...(lab.captures ?? []), capture]
    return done(setAt(lab, ['captures'], captures), ['captures', captures.length - 1])
  },
})
