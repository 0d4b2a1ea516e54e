// What stands outside the hosts: physical switches, stations, links.
import { z } from 'zod'
import { setAt } from '../edit'
import { has, own } from '../maps'
import { DEFAULT_PORTS } from '../path'
import { type Lab, type LabLink, quantity } from '../schema'
import { type Applied, command, done, idSchema, positionSchema, refused } from './command'
import { countUp, FIRST_STATION, FreshIps, isMachine, refuseName } from './fresh'
import { placed } from './place-on-canvas'

export const addSwitch = command({
  id: 'add-switch',
  payload: z.strictObject({ id: idSchema.optional(), position: positionSchema.optional() }),
  label: () => 'Add switch',
  apply(lab, { id = countUp('switch-', 1, (name) => isMachine(lab, name)), position }) {
    const refusal = refuseName(id, (name) => isMachine(lab, name))
    if (refusal) return refusal
    return done(placed(setAt(lab, ['switches', id], { ports: DEFAULT_PORTS }), id, position), ['switches', id])
  },
})

export const addStation = command({
  id: 'add-station',
  payload: z.strictObject({
    id: idSchema.optional(),
    position: positionSchema.optional(),
    ip: z.string().optional(),
  }),
  label: () => 'Add station',
  apply(lab, { id = countUp('station-', 1, (name) => isMachine(lab, name)), position, ip }) {
    const refusal = refuseName(id, (name) => isMachine(lab, name))
    if (refusal) return refusal
    const address = ip ?? new FreshIps(lab).next(FIRST_STATION)
    const made = setAt(lab, ['stations', id], address === undefined ? {} : { ip: address })
    return done(placed(made, id, position), ['stations', id])
  },
})

/** A whole machine stands for its first port or NIC that is free. `other` is the other end, which is taken too. */
function freeEnd(lab: Lab, end: string, other: string): Applied | string {
  const used = new Set((lab.links ?? []).flatMap((link) => link.ends))
  used.add(other)
  const physical = own(lab.switches, end)
  if (physical) {
    for (let port = 1; port <= (physical.ports ?? DEFAULT_PORTS); port++) {
      if (!used.has(`${end}/${port}`)) return `${end}/${port}`
    }
    return refused('no-free-port', `All ports of ${end} are connected. Give it more ports, or remove a link.`)
  }
  const host = own(lab.hosts, end)
  if (host) {
    const nic = Object.keys(host.nics ?? {}).find((id) => !used.has(`${end}/${id}`))
    if (nic !== undefined) return `${end}/${nic}`
    return refused('no-free-nic', `${end} has no NIC that is not connected. Add a NIC first.`)
  }
  if (!has(lab.stations, end) && !end.includes('/')) {
    return refused('not-found', `There is no switch, host or station "${end}".`)
  }
  return end
}

export const connectLink = command({
  id: 'connect-link',
  payload: z.strictObject({
    ends: z.tuple([z.string(), z.string()]),
    speed: quantity.optional(),
    delay: quantity.optional(),
    loss: z.number().optional(),
  }),
  label: () => 'Connect',
  apply(lab, { ends, speed, delay, loss }) {
    const first = freeEnd(lab, ends[0], ends[1])
    if (typeof first !== 'string') return first
    const second = freeEnd(lab, ends[1], first)
    if (typeof second !== 'string') return second
    const link: LabLink = {
      ends: [first, second],
      ...(delay !== undefined && { delay }),
      ...(loss !== undefined && { loss }),
      ...(speed !== undefined && { speed }),
    }
    const links = [...(lab.links ?? []), link]
    return done(setAt(lab, ['links'], links), ['links', links.length - 1])
  },
})
