// The words of the VMotion dialog: verdicts, their order, and what choosing a destination does to the run.
import type { Destination, RunStatus } from '../../src-shared/api/lab-api'

const RANK: Record<Destination['verdict'], number> = { ok: 0, warning: 1, refused: 2 }

const isHere = (destination: Destination): boolean => destination.refusals.some((reason) => reason.code === 'same-host')

/** The best first; the host on which the VM is comes last. */
export function destinationOrder(destinations: readonly Destination[]): Destination[] {
  const rank = (destination: Destination): number => RANK[destination.verdict] + (isHere(destination) ? 1 : 0)
  return [...destinations].sort((a, b) => rank(a) - rank(b))
}

export const VERDICTS: Record<Destination['verdict'], string> = {
  ok: 'Compatible',
  warning: 'Compatible, with a loss',
  refused: 'Not possible',
}

export function runNote(state: RunStatus['state'] | null, clock: string): string {
  switch (state) {
    case 'running':
      return `The run is at ${clock}: the move begins at once.`
    case 'paused':
    case 'seeking':
      return `The run stands at ${clock}: the move begins there, and the run goes on.`
    case 'finished':
      return 'The run is over: choosing a destination begins it again and moves at 0 s.'
    case 'failed':
      return 'The run has failed. Reset it first.'
    default:
      return 'The run has not begun: choosing a destination starts it and moves at 0 s.'
  }
}
