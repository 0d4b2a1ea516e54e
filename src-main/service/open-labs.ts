// The labs that are open, and who holds them. A client is told what others do to its labs, and what their runs do.
// A lab stays open when its page goes away (it may be reloading); its changes are in the journal in any case.
import { ApiError } from '@shared/api/errors'
import type { LiveSnapshot } from '@shared/api/lab-api'
import type { StartEngine } from '../run/engine-thread'
import type { Client } from './client'
import type { LabHost } from './lab-host'
import { RunHost } from './run-host'

/** Labs that no client holds are closed beyond this number, the oldest first. */
const KEPT_WITHOUT_CLIENT = 4

export interface OpenLab {
  readonly host: LabHost
  readonly run: RunHost
  readonly holders: Set<Client>
}

export interface OpenLabsOptions {
  startEngine: StartEngine
  pace: () => number
  onFailure: (says: string) => void
}

export class OpenLabs {
  private readonly labs = new Map<string, OpenLab>()
  /** Clients that have missed live snapshots: the next one is sent whole. */
  private readonly behind = new Set<Client>()

  constructor(private readonly options: OpenLabsOptions) {}

  add(host: LabHost, client: Client): void {
    const { labId } = host
    const run = new RunHost({
      startEngine: this.options.startEngine,
      lab: () => ({ labId, revision: host.revision, document: host.document, errors: host.errors() }),
      pace: this.options.pace,
      onLive: (live) => void this.sendLive(labId, live),
      onBegin: () => void this.sendLayout(labId),
      onFailure: (says) => {
        this.options.onFailure(says)
        for (const holder of this.labs.get(labId)?.holders ?? []) {
          holder.notify('app.failure', { code: 'run-failed', says: `The run has stopped: ${says}` })
        }
      },
    })
    this.labs.set(labId, { host, run, holders: new Set([client]) })
  }

  /** Whoever asks for a lab holds it from then on: a page that was reloaded, or came back after its connection was lost. */
  get(labId: string, client: Client): OpenLab {
    const lab = this.labs.get(labId)
    if (lab === undefined) throw new ApiError('unknown-lab')
    lab.holders.add(client)
    return lab
  }

  has(labId: string): boolean {
    return this.labs.has(labId)
  }

  isHeld(labId: string): boolean {
    return (this.labs.get(labId)?.holders.size ?? 0) > 0
  }

  heldBy(client: Client): OpenLab[] {
    return [...this.labs.values()].filter(({ holders }) => holders.has(client))
  }

  all(): OpenLab[] {
    return [...this.labs.values()]
  }

  close(labId: string): void {
    this.labs.get(labId)?.run.close()
    this.labs.delete(labId)
  }

  /** The client is gone, for a while or for good: what it watched stands still. */
  leave(client: Client): void {
    this.behind.delete(client)
    for (const lab of this.heldBy(client)) {
      lab.holders.delete(client)
      if (lab.holders.size === 0) void lab.run.pause()
    }
    const unheld = this.all().filter(({ holders }) => holders.size === 0)
    for (const { host } of unheld.slice(0, -KEPT_WITHOUT_CLIENT)) this.close(host.labId)
  }

  /** To everybody who holds the lab, but the one who knows already. */
  tellChanged(labId: string, except: Client): void {
    for (const holder of this.others(labId, except)) {
      const lab = this.labs.get(labId)
      if (lab !== undefined) holder.notify('lab.changed', { lab: lab.host.snapshot() })
    }
  }

  tellState(labId: string, except: Client): void {
    for (const holder of this.others(labId, except)) {
      const lab = this.labs.get(labId)
      if (lab !== undefined) holder.notify('lab.state', lab.host.state())
    }
  }

  private others(labId: string, except: Client): Client[] {
    return [...(this.labs.get(labId)?.holders ?? [])].filter((holder) => holder !== except)
  }

  private async sendLive(labId: string, live: LiveSnapshot): Promise<void> {
    const lab = this.labs.get(labId)
    if (lab === undefined) return
    for (const holder of lab.holders) {
      if (!holder.isReady()) this.behind.add(holder)
      else if (this.behind.has(holder)) {
        // until it has the whole, what comes in between would leave a gap
        const whole = await lab.run.look({ do: 'live' }, false)
        this.behind.delete(holder)
        if (whole !== null) holder.notify('run.live', whole)
      } else holder.notify('run.live', live)
    }
  }

  private async sendLayout(labId: string): Promise<void> {
    const lab = this.labs.get(labId)
    const layout = await lab?.run.look({ do: 'layout' }, false)
    if (layout == null) return
    for (const holder of lab?.holders ?? []) holder.notify('run.layout', layout)
  }
}
