// What it cost each vNIC that its VM was moved, and what the guest saw of it: one row a vNIC, computed from the result of a run.
// Rows of several runs of one lab with other adapters are the comparison of the designs.
import { z } from 'zod'
import { adapter } from '../catalogue/adapters'
import { DEFAULTS } from '../lab/defaults'
import { entries, own } from '../lab/maps'
import { type AdapterKind, ADAPTERS, type Lab } from '../lab/schema'
import type { GuestDevice, LabResult } from './result'

export const designRow = z.strictObject({
  nic: z.string(),
  adapter: z.enum(ADAPTERS),
  /** Migrations of the VM that were asked for, and those that brought it to its destination. */
  asked: z.number(),
  completed: z.number(),
  /** Frames of the flows of the vNIC, both directions. */
  sent: z.number(),
  lost: z.number(),
  lostBy: z.record(z.string(), z.number()),
  retransmits: z.number(),
  /** Longest time without a delivery in any of its flows; longest stop of the VM; seconds. */
  longestGap: z.number(),
  downtime: z.number(),
  /** From the first request to the last end of a migration, summed over migrations. */
  total: z.number(),
  /** Most devices that the guest saw at one time; devices that came or went after the start; different drivers. */
  devices: z.number(),
  deviceChanges: z.number(),
  drivers: z.array(z.string()),
})

export type DesignRow = z.infer<typeof designRow>

/** What is read of a result. */
export type DesignResult = Pick<LabResult, 'document' | 'flows' | 'migrations' | 'guest'>

/** VMs that were moved, or that somebody wanted to move; in the order of the document. */
export function designRows(result: DesignResult): DesignRow[] {
  const lab = result.document as Lab
  return entries(lab.vms).flatMap(([vm, { nics }]) => {
    if (!result.migrations.some((move) => move.vm === vm)) return []
    return entries(nics).map(([name, vnic], position) => {
      const kind = vnic.adapter ?? DEFAULTS.adapter
      return rowOf(result, lab, { vm, nic: `${vm}/${name}`, isFirst: position === 0 }, kind)
    })
  })
}

function rowOf(
  result: DesignResult,
  lab: Lab,
  { vm, nic, isFirst }: { vm: string; nic: string; isFirst: boolean },
  kind: AdapterKind,
): DesignRow {
  const isMine = (end: string) => end === nic || (isFirst && end === vm)
  const flows = entries(lab.flows).flatMap(([id, { from, to }]) =>
    isMine(from) || isMine(to) ? [own(result.flows, id)].filter((flow) => flow !== undefined) : [],
  )
  const moves = result.migrations.filter((move) => move.vm === vm)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const lostBy: Record<string, number> = {}
  for (const flow of flows) {
    for (const [reason, frames] of Object.entries(flow.lostBy)) lostBy[reason] = (lostBy[reason] ?? 0) + frames
  }
  const devices = result.guest?.[nic]?.devices ?? []
  return {
    nic,
    adapter: kind,
    asked: moves.length,
    completed: moves.filter((move) => move.outcome === 'completed').length,
    sent: sum(flows.map((flow) => flow.sent)),
    lost: sum(flows.map((flow) => flow.lost)),
    lostBy,
    retransmits: sum(flows.map((flow) => flow.retransmits)),
    longestGap: Math.max(0, ...flows.map((flow) => flow.longestGap)),
    downtime: Math.max(0, ...moves.map((move) => move.downtime)),
    total: sum(moves.map((move) => move.total)),
    devices: mostAtOnce(devices),
    deviceChanges: sum(devices.map(({ from, until }) => (from > 0 ? 1 : 0) + (until === null ? 0 : 1))),
    drivers: [...new Set(devices.flatMap(({ driver }) => driver ?? []))],
  }
}

export function mostAtOnce(devices: readonly GuestDevice[]): number {
  const at = (time: number) => devices.filter(({ from, until }) => from <= time && (until ?? Infinity) > time).length
  return Math.max(0, ...devices.map(({ from }) => at(from)))
}

/** The columns of the table, the same on a terminal and in a report. */
export const DESIGN_COLUMNS = [
  { head: 'vNIC' },
  { head: 'design' },
  { head: 'moved', isNumber: true },
  { head: 'lost', isNumber: true },
  { head: 'because of' },
  { head: 'longest gap', isNumber: true },
  { head: 'downtime', isNumber: true },
  { head: 'devices', isNumber: true },
  { head: 'came or went', isNumber: true },
  { head: 'drivers' },
  { head: 'resent', isNumber: true },
] as const satisfies readonly { head: string; isNumber?: boolean }[]

export interface DesignFormat {
  count(value: number): string
  duration(seconds: number): string
}

export function designCells(row: DesignRow, { count, duration }: DesignFormat): string[] {
  const reasons = Object.entries(row.lostBy).sort((a, b) => b[1] - a[1])
  return [
    row.nic,
    adapter(row.adapter).name,
    `${row.completed} of ${row.asked}`,
    count(row.lost),
    reasons.map(([reason, frames]) => `${reason} ${count(frames)}`).join(', '),
    duration(row.longestGap),
    duration(row.downtime),
    count(row.devices),
    count(row.deviceChanges),
    row.drivers.join(', '),
    count(row.retransmits),
  ]
}
