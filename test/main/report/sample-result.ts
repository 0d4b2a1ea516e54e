// A result as a run of the demonstration lab leaves it, made by hand: round numbers, so that a test can name them.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { type Lab } from '@shared/lab/schema'
import { CAPABILITIES } from '@shared/result/capability-codes'
import { type FlowResult, type LabResult } from '@shared/result/result'

export const shippedLab = (name: string): Lab =>
  parse(readFileSync(resolve(import.meta.dirname, `../../../resources/labs/${name}.iovlab.yaml`), 'utf8')) as Lab

export function sampleFlow(part: Partial<FlowResult> = {}): FlowResult {
  return {
    type: 'udp',
    sent: 1000,
    delivered: 990,
    lost: 8,
    inFlight: 2,
    lostBy: { 'vm-paused': 5, 'link-down': 3 },
    forward: { sent: 1000, delivered: 990, lost: 8 },
    reverse: { sent: 0, delivered: 0, lost: 0 },
    bytes: 990 * 1400,
    goodput: 49_500_000,
    latency: { min: 10e-6, mean: 25e-6, p50: 24e-6, p99: 60e-6, p999: 0.09, max: 0.12 },
    retransmits: 0,
    duplicateAcks: 0,
    reordered: 0,
    longestGap: 0.15,
    ...part,
  }
}

const times = Array.from({ length: 111 }, (_, index) => index / 10)
const during = (time: number) => (time >= 3 && time < 4.2) || (time >= 7 && time < 8.2)

export function sampleResult(part: Partial<LabResult> = {}): LabResult {
  const document = shippedLab('sr-iov-to-plain-nic')
  const moves = [
    { at: 3, from: 'esx-a', to: 'esx-b' },
    { at: 7, from: 'esx-b', to: 'esx-a' },
  ]
  return {
    format: 'iov-lab-result/1',
    lab: { name: document.name, sha256: 'a'.repeat(64) },
    document,
    seed: 2644,
    engine: { name: 'iov-lab', version: '1.0' },
    simulated: 11,
    wall: 2.5,
    events: 1_234_567,
    frames: 345_678,
    digest: 'b'.repeat(64),
    flows: {
      upload: sampleFlow({ type: 'tcp', goodput: 930_000_000, bytes: 67_108_864, lost: 0, lostBy: {}, inFlight: 10 }),
      video: sampleFlow(),
      ping: sampleFlow({ type: 'ping', lost: 0, lostBy: {}, delivered: 1000, inFlight: 0, goodput: 0 }),
    },
    counters: {
      'esx-a/vmnic0': {
        kind: 'nic',
        counters: { rxFrames: 1000, rxBytes: 1_500_000, txFrames: 2000, txBytes: 3_000_000, txQueueHigh: 12 },
        drops: {},
      },
      'esx-a/vmnic0.vf0': {
        kind: 'vf',
        counters: { rxFrames: 500, rxBytes: 750_000, txFrames: 700, txBytes: 900_000 },
        drops: { 'reset-in-progress': 3 },
      },
      'web-1/eth0': {
        kind: 'vnic',
        counters: { rxFrames: 900, rxBytes: 1_350_000, txFrames: 950, txBytes: 1_400_000, exits: 40, modeChanges: 4 },
        drops: { 'vm-paused': 5 },
      },
      'tor-1/1': { kind: 'switch-port', counters: { rxFrames: 2000, rxBytes: 3_000_000 }, drops: { 'queue-full': 0 } },
    },
    cpu: {
      'esx-a': {
        utilization: 0.75,
        perCore: [0.4, 0.2, 0.15, 0, 0, 0, 0, 0],
        byStage: { 'socket-send': 3e9, 'vm-exit': 1e9, 'vswitch-forward': 5e8 },
        byVm: { 'web-1': 3.5e9 },
        exits: 4000,
        interrupts: { physical: 9000, virtual: 8000 },
      },
      'esx-b': {
        utilization: 0.25,
        perCore: [0.15, 0.1, 0, 0, 0, 0, 0, 0],
        byStage: { 'vswitch-forward': 1e9 },
        byVm: { 'web-1': 9e8 },
        exits: 1000,
        interrupts: { physical: 3000, virtual: 2500 },
      },
    },
    memory: {
      'esx-a': { physical: 34359738368, configured: 1073741824, pinned: 1073741824, overcommit: 0.03125 },
      'esx-b': { physical: 34359738368, configured: 0, pinned: 0, overcommit: 0 },
    },
    migrations: moves.map(({ at, from, to }) => ({
      vm: 'web-1',
      from,
      to,
      at,
      outcome: 'completed' as const,
      reasons: [],
      warnings: to === 'esx-b' ? [{ code: 'no-sriov', says: 'The NIC of esx-b has no virtual functions.' }] : [],
      phases: [
        { name: 'compatibility', start: at, end: at + 0.01 },
        ...(from === 'esx-a' ? [{ name: 'to-emulation', start: at + 0.01, end: at + 0.02 }] : []),
        { name: 'pre-copy', start: at + 0.02, end: at + 1.2 },
        { name: 'switch-over', start: at + 1.2, end: at + 1.3 },
        { name: 'resume', start: at + 1.3, end: at + 1.31 },
        { name: 'announce', start: at + 1.31, end: at + 1.32 },
        ...(to === 'esx-a' ? [{ name: 'to-passthrough', start: at + 1.32, end: at + 1.45 }] : []),
      ],
      rounds: [
        { pages: 262144, seconds: 1.07 },
        { pages: 4280, seconds: 0.1 },
        { pages: 400, seconds: 0.01 },
      ],
      bytes: 1_090_000_000,
      total: 1.32,
      downtime: 0.1,
      modes: [],
    })),
    modes: [
      { at: 0, nic: 'web-1/eth0', mode: 'passthrough', function: 'esx-a/vmnic0.vf0', plugin: 'intel' },
      { at: 3.015, nic: 'web-1/eth0', mode: 'emulation', plugin: 'emulation' },
      { at: 8.45, nic: 'web-1/eth0', mode: 'passthrough', function: 'esx-a/vmnic0.vf0', plugin: 'intel' },
    ],
    capabilities: {
      'web-1/eth0': Object.fromEntries(
        Object.entries(CAPABILITIES).map(([code, { needs }]) => [
          code,
          {
            available: needs === 'state',
            why: needs === 'state' ? 'the shell can be taken over' : 'the function is direct',
          },
        ]),
      ),
    },
    series: {
      times,
      flows: {
        upload: {
          goodput: times.map((time) => (time < 0.5 ? 0 : during(time) ? 6e8 : 9.3e8)),
          lost: times.map(() => 0),
          latency: times.map((time) => (time < 0.5 ? null : 40e-6)),
        },
        video: {
          goodput: times.map((time) => (time < 0.2 ? 0 : 5e7)),
          lost: times.map((time) => (Math.abs(time - 4.2) < 0.01 ? 5 : Math.abs(time - 8.4) < 0.01 ? 3 : 0)),
          latency: times.map((time) => (during(time) ? 60e-6 : 25e-6)),
        },
        ping: { goodput: times.map(() => 0), lost: times.map(() => 0), latency: times.map(() => 90e-6) },
      },
      cpu: {
        'esx-a': times.map((time) => (during(time) ? 1.5 : 0.5)),
        'esx-b': times.map((time) => (during(time) ? 1.2 : time > 4 && time < 8 ? 0.6 : 0.01)),
      },
    },
    checks: [
      { id: 'there', passed: true, actual: 'completed', says: 'the VM reaches esx-b' },
      { id: 'few-lost', passed: false, actual: 123, says: 'fewer than 100 frames are lost' },
    ],
    log: [
      { at: 0, level: 'info', source: 'web-1', code: 'vm-powered-on', says: 'web-1 started on esx-a.' },
      { at: 3.015, level: 'info', source: 'web-1/eth0', code: 'mode-changed', says: 'web-1/eth0 goes to emulation.' },
      { at: 4.2, level: 'info', source: 'web-1', code: 'vm-stunned', says: 'web-1 stands still.' },
      { at: 4.3, level: 'info', source: 'web-1', code: 'vm-resumed', says: 'web-1 runs on esx-b.' },
      { at: 4.31, level: 'warning', source: 'web-1/eth0', code: 'mode-kept', says: 'esx-b has no virtual functions.' },
    ],
    ...part,
  }
}
