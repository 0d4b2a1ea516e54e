// What a run was made to wait for. It is asked after every event, for it may come with any of them.
import type { RunStatus } from '@shared/api/lab-api'
import type { SimulationFace } from './simulation-face'

export class Wait {
  private outcome: NonNullable<RunStatus['waited']>['outcome'] = 'waiting'

  constructor(
    private readonly until: string,
    private readonly hasHappened: () => boolean,
  ) {}

  get status(): NonNullable<RunStatus['waited']> {
    return { until: this.until, outcome: this.outcome }
  }

  get isOpen(): boolean {
    return this.outcome === 'waiting'
  }

  /** To `targetPs`, at most so many events; `met`: it has just happened. */
  run(simulation: SimulationFace, targetPs: number, maxEvents: number): 'reached' | 'budget' | 'met' {
    for (let event = 0; event < maxEvents; event++) {
      const how = simulation.run(targetPs, 1, false)
      if (this.hasHappened()) {
        this.outcome = 'happened'
        return 'met'
      }
      if (how === 'reached') return how
    }
    return 'budget'
  }

  giveUp(): void {
    if (this.isOpen) this.outcome = 'never'
  }
}
