// The table of the designs as text: what is shown in the dialog is what is copied out of it.
import type { Reply } from '../../src-shared/api/lab-api'
import { own } from '../../src-shared/lab/maps'
import { DROP_REASONS } from '../../src-shared/result/drop-reasons'
import type { DesignRow } from '../../src-shared/result/design-table'
import { formatExact, formatShare, formatTime } from '../ui/format'

export type DesignRun = Extract<Reply<'run.design'>, { outcome: 'done' }>

export interface DesignColumn {
  head: string
  says: string
  text: (row: DesignRow, run: DesignRun) => string
  /** In base units, for the tooltip and a spreadsheet. */
  exact: (row: DesignRow, run: DesignRun) => string
}

const counted = (value: (row: DesignRow) => number) => ({
  text: (row: DesignRow) => formatExact(value(row)),
  exact: (row: DesignRow) => String(value(row)),
})

const timed = (value: (row: DesignRow) => number) => ({
  text: (row: DesignRow) => formatTime(value(row)),
  exact: (row: DesignRow) => String(value(row)),
})

export const DESIGN_COLUMNS: readonly DesignColumn[] = [
  {
    head: 'Moved',
    says: 'Migrations that reached their destination, of those that were asked for',
    text: ({ completed, asked }) => `${completed} of ${asked}`,
    exact: ({ completed, asked }) => `${completed} of ${asked}`,
  },
  {
    head: 'Lost',
    says: 'Frames lost of all flows of the vNIC, both directions',
    ...counted(({ lost }) => lost),
  },
  {
    head: 'Of sent',
    says: 'Lost frames as a share of those that were sent',
    text: ({ lost, sent }) => formatShare(sent === 0 ? null : lost / sent),
    exact: ({ lost, sent }) => (sent === 0 ? '' : String(lost / sent)),
  },
  {
    head: 'Longest gap',
    says: 'Longest time without a delivery in any flow of the vNIC',
    ...timed(({ longestGap }) => longestGap),
  },
  { head: 'VM stopped', says: 'Longest time for which a move stopped the VM', ...timed(({ downtime }) => downtime) },
  {
    head: 'Devices',
    says: 'Most network devices that the guest saw at one time for this vNIC',
    ...counted(({ devices }) => devices),
  },
  {
    head: 'Came, went',
    says: 'Devices that appeared in the guest or vanished from it while it ran',
    ...counted(({ deviceChanges }) => deviceChanges),
  },
  {
    head: 'Cores',
    says: 'Mean number of busy cores of all hosts: what the frames and the moves cost',
    text: (_row, { coresBusy }) => coresBusy.toFixed(2),
    exact: (_row, { coresBusy }) => String(coresBusy),
  },
]

/** Frames lost, the most frequent reason first. */
export const lossReasons = ({ lostBy }: DesignRow): { reason: string; frames: number; says: string }[] =>
  Object.entries(lostBy)
    .sort((a, b) => b[1] - a[1])
    .map(([reason, frames]) => ({ reason, frames, says: own<{ says: string }>(DROP_REASONS, reason)?.says ?? '' }))

/** For a spreadsheet: exact figures, separated by tabs. */
export function designsAsText(runs: readonly DesignRun[]): string {
  const head = ['vNIC', 'Design', ...DESIGN_COLUMNS.map((column) => column.head), 'Lost because of']
  const lines = runs.flatMap((run) =>
    run.rows.map((row) => [
      row.nic,
      row.adapter,
      ...DESIGN_COLUMNS.map((column) => column.exact(row, run)),
      lossReasons(row)
        .map(({ reason, frames }) => `${reason} ${frames}`)
        .join(', '),
    ]),
  )
  return [head, ...lines].map((cells) => cells.join('\t')).join('\n')
}
