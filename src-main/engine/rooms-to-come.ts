import type { Destination } from '../../src-shared/api/lab-api'
import type { Capability, MigrationResult, ModeChange, Reason } from '../../src-shared/result/result'
import type { Settable } from './actions'
import type { NetworkStack } from './guest/stack/network-stack'
import type { Cpu } from './host/world'
import type { WireMachine } from './wire/link'

export interface Host {
  path: string
  cpu: Cpu
  memory: { physical: number; configured: number; pinned: number; ratio: number }
  nics: WireMachine[]
  settables(): Map<string, Settable>
}
export interface Vm {
  path: string
  host: Host
  state: 'off' | 'running' | 'stunned' | 'migrating'
  reasons: Reason[]
  vnics: { stack: NetworkStack }[]
  powerOn(): void
}
export interface MigrationEngine {
  request(vm: string, host: string): void
  abort(vm: string): boolean
  destinations(vm: string): Destination[]
  capabilities(): Record<string, Record<string, Capability>>
  results(): MigrationResult[]
  modes(): ModeChange[]
  currentModes(): ModeChange[]
  dirtyPages(): { vm: string; points: [number, number][] }[]
}
export const NO_MIGRATION: MigrationEngine = {
  request: () => {},
  abort: () => false,
  destinations: () => [],
  capabilities: () => ({}),
  results: () => [],
  modes: () => [],
  currentModes: () => [],
  dirtyPages: () => [],
}
