// What a live migration asks of the machines around it. The engine's hosts and VMs implement this; tests may too.
import type { CompatibilityFacts, NicPlan } from './compatibility'
import type { DirtyMemory } from './dirty-memory'
import type { DmaPages } from './dma-pages'

/** A stream of bytes between the VMotion interfaces of two hosts: real traffic of the network, with its losses. */
export interface MigrationChannel {
  /** Hands over `bytes` more; they travel in order. */
  send(bytes: number): void
  /** Bytes that arrived at the destination. */
  readonly delivered: number
  /** Told whenever `delivered` grows. */
  onProgress: (() => void) | null
  /** Charges the copying of `pages` to the hypervisor of the source. */
  chargePages(pages: number): void
  close(): void
}

/** A vNIC of a VM as a migration drives it. */
export interface SwitchableNic {
  /** Path of the vNIC. */
  readonly nic: string
  /** Where it stands, for the result's `modes`. */
  mode(): NicPlan
  /** The guest sees its function come and go. */
  readonly isSeen: boolean
  /** The mode with the function that it has, whether or not it carries frames; null: it has none. */
  held(): NicPlan | null
  /**
   * Takes the function away, which is kept for the VM until `letGo`; the emulation serves, or nothing; then calls `done`.
   * `left` false: the guest did not give it back.
   */
  toEmulation(done: (left: boolean) => void): void
  /** Does not wait any longer for a guest that was asked for its function; `done` is called. */
  stopAsking(): void
  /** Takes the planned function, where it is still free, and moves the data path to it; then calls `done` with the result. */
  toPassthrough(plan: NicPlan, done: (taken: boolean) => void): void
  /** The pages that its function writes, from here on; null: it has none. */
  dmaPages(): DmaPages | null
  /** The VM will not come back to the function that it had: anybody may have it. */
  letGo(): void
}

export interface MigratingVm {
  readonly path: string
  readonly memory: DirtyMemory
  readonly nics: readonly SwitchableNic[]
  /** Stops the vCPUs; `done` when the last slice is over. */
  stun(done: () => void): void
  /** Lets the vCPUs run where the VM is. */
  unstun(): void
  /** Takes the stopped VM off its host and puts it on another: vCPUs, memory, vSwitch ports. */
  moveTo(host: string): void
  /** Tells the network where the VM's addresses are. */
  announce(): void
  /** Charges the tracking of `pages` written pages to the guest's vCPU. */
  chargeDirtyPages(pages: number): void
}

export interface MigrationEnvironment {
  facts(vm: string, destination: string): CompatibilityFacts
  vm(path: string): MigratingVm
  /** Host that the VM is on. */
  hostOf(vm: string): string
  openChannel(vm: string, from: string, to: string): MigrationChannel
  /** Keeps memory of the destination for the VM; `release` undoes it. */
  reserve(vm: string, host: string): void
  release(vm: string, host: string): void
  /** Latency stages of the cost model, ps. */
  readonly suspendLatencyPs: number
  readonly announceLatencyPs: number
}
