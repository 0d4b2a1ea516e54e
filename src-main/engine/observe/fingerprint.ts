// What happened in a run, as one number: every event's time, component and kind, hashed in order. The digest of a result says
// whether two runs ended alike; the fingerprint says from which window of time on they differ. Off unless a test asks for it.
import type { EventObserver, Simulator } from '../kernel/simulator'

export class Fingerprint implements EventObserver {
  /** The hash of everything up to the end of each window that is over. */
  readonly windows: string[] = []
  events = 0
  private high = 0x9e3779b9
  private low = 0x85ebca6b
  private windowEnd = 0
  private readonly pathHashes: number[] = []

  constructor(
    private readonly sim: Simulator,
    private readonly windowPs: number,
  ) {
    this.windowEnd = windowPs
    sim.observer = this
  }

  event(time: number, target: number, kind: number): void {
    while (time >= this.windowEnd) this.closeWindow()
    this.events++
    this.mix(time % 0x100000000)
    this.mix(Math.floor(time / 0x100000000))
    this.mix(this.pathHashes[target] ?? this.hashPath(target))
    this.mix(kind)
  }

  /** Closes the windows up to the present. */
  finish(): string {
    while (this.sim.now >= this.windowEnd) this.closeWindow()
    return this.value
  }

  get value(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')
    return hex(this.high) + hex(this.low)
  }

  private closeWindow(): void {
    this.windows.push(this.value)
    this.windowEnd += this.windowPs
  }

  private mix(word: number): void {
    this.high = Math.imul(this.high ^ word, 0x01000193)
    this.low = Math.imul(this.low ^ (word + (this.high >>> 13)), 0x85ebca6b)
    this.low ^= this.low >>> 15
  }

  private hashPath(target: number): number {
    let hash = 0x811c9dc5
    const { path } = this.sim.components[target]
    for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193)
    this.pathHashes[target] = hash
    return hash
  }
}
