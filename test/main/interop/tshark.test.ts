// Captures of whole labs as tshark understands them: nothing malformed, checksums valid, offloads and losses told, and its
// analysis of TCP agrees with what the engine counted.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { captureFiles } from '../../../src-main/cli/run-captures'
import { Simulation } from '../../../src-main/engine/simulation'
import { resolveLab } from '../../../src-shared/lab/resolve-lab'
import type { EngineResult } from '../../../src-shared/result/result'
import { labFrom } from '../../helper/lab-builder'
import { dissect, hasTshark, MALFORMED, TSHARK } from '../../helper/tshark'

// tshark itself takes a second a file to start
describe.skipIf(!hasTshark)(TSHARK, { timeout: 90_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'iov-lab-tshark-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs the lab and writes its captures; gives the files by name. */
  function run(yaml: string): { result: EngineResult; file: (name: string) => string } {
    const lab = labFrom(yaml)
    const simulation = new Simulation(resolveLab(lab), { captures: true })
    simulation.run(simulation.endPs)
    for (const { file, bytes } of captureFiles(lab, simulation)) writeFileSync(join(folder, file), bytes)
    return { result: simulation.result(), file: (name) => join(folder, name) }
  }

  const count = (file: string, filter: string): number => dissect(file, '-Y', filter).length

  //   a ── sw ── b, a lossy wire on each side
  const lossy = (toData: number, toAcks: number, more: string, flow: string) => `
seed: 7
duration: 4s
stations: { a: { ip: 10.0.0.1/24, ${more} }, b: { ip: 10.0.0.2/24 } }
switches: { sw: { ports: 4 } }
links:
  - { ends: [a, sw/1], speed: 1Gbps, delay: 2ms, loss: ${toData} }
  - { ends: [b, sw/2], speed: 1Gbps, delay: 2ms, loss: ${toAcks} }
flows: { f: { from: a, to: b, type: tcp, start: 1ms, ${flow} } }
captures: [ { at: a, file: lossy.pcapng } ]
`

  it.each([
    ['segments cut by the NIC', lossy(0.005, 0.002, 'offloads: { tso: true }', 'bytes: 6MB')],
    [
      'segments cut in software, no timestamps',
      lossy(0.005, 0.002, 'offloads: { tso: false }', 'bytes: 6MB, timestamps: false'),
    ],
    ['three connections', lossy(0.01, 0.001, 'mtu: 1500', 'bytes: 1MB, streams: 3')],
    ['so many losses that timers run out', lossy(0.08, 0.08, 'mtu: 1500', 'bytes: 300KB')],
  ])('counts the retransmissions and duplicate ACKs that the engine counted: %s', (_, yaml) => {
    const { result, file } = run(yaml)
    const { retransmits, duplicateAcks } = result.flows.f!
    expect(retransmits).toBeGreaterThan(10)
    const capture = file('lossy.pcapng')
    // what comes soon after other data it cannot tell from reordering: nothing else can be out of order at a sender
    const data = 'ip.src == 10.0.0.1 && tcp.len > 0'
    const again = `${data} && (tcp.analysis.retransmission || tcp.analysis.out_of_order)`
    expect(count(capture, again)).toBe(retransmits)
    expect(count(capture, 'tcp.analysis.duplicate_ack')).toBe(duplicateAcks)
    const fast = count(capture, 'tcp.analysis.fast_retransmission')
    expect(fast).toBeGreaterThan(0)
    expect(fast).toBeLessThanOrEqual(retransmits)
    // a sender that has seen an acknowledgement does not send that data again
    expect(count(capture, 'tcp.analysis.spurious_retransmission')).toBe(0)
    expect(count(capture, MALFORMED)).toBe(0)
  })

  //   web (vmxnet, TSO) ─ vSwitch0 ─ vmnic0 ─── tor ─── client
  const LAB = `
seed: 3
duration: 60ms
hosts:
  esx:
    nics: { vmnic0: { model: intel-82599, vfs: 1 } }
    vswitches: { vSwitch0: { uplinks: { active: [vmnic0] }, portGroups: { prod: { vlan: 10 } } } }
vms:
  web: { host: esx, nics: { eth0: { adapter: vmxnet, network: prod, ip: 10.0.0.1/24, offloads: { lro: true } } } }
  fixed: { host: esx, nics: { eth0: { adapter: passthrough, function: vmnic0.vf0, ip: 10.0.0.2/24 } } }
switches: { tor: { ports: 4, queue: 16, vlans: { 1: { trunk: [10], native: 1 }, 2: { access: 10 }, 3: { access: 1 } } } }
stations: { client: { ip: 10.0.0.9/24 }, other: { ip: 10.0.0.8/24 } }
links: [ { ends: [esx/vmnic0, tor/1] }, { ends: [client, tor/2] }, { ends: [other, tor/3], loss: 0.01 } ]
flows:
  bulk: { from: web/eth0, to: client, type: tcp, bytes: 1MB }
  back: { from: client, to: web/eth0, type: tcp, bytes: 1MB }
  fixed: { from: fixed/eth0, to: other, type: udp, rate: 200Mbps, size: 1400, stop: 50ms }
captures:
  - { at: web/eth0, file: web.pcapng }
  - { at: esx/vmnic0, file: vmnic0.pcapng }
  - { at: esx/vmnic0.vf0, file: vf0.pcapng }
  - { at: esx/vSwitch0, file: vswitch.pcapng }
  - { at: tor/3, file: port.pcapng }
  - { at: client, file: client.pcapng }
`
  const FILES = ['web', 'vmnic0', 'vf0', 'vswitch', 'port', 'client']

  let ran: ReturnType<typeof run> | null = null
  const offloads = (): ReturnType<typeof run> => (ran ??= run(LAB))

  it('finds nothing malformed and every checksum valid, wherever the capture is', () => {
    const { file } = offloads()
    for (const name of FILES) {
      const capture = file(`${name}.pcapng`)
      expect(count(capture, 'frame'), name).toBeGreaterThan(10)
      expect(dissect(capture, '-Y', MALFORMED), name).toEqual([])
    }
  })

  it('reads of every packet where it was seen, and of offloads what they left undone', () => {
    const { file } = offloads()
    const comments = (name: string, filter: string) =>
      dissect(file(`${name}.pcapng`), '-Y', filter, '-T', 'fields', '-e', 'frame.comment')
    for (const name of FILES) {
      const all = comments(name, 'frame')
      expect(all.filter((text) => !text.startsWith('stage '))).toEqual([])
    }
    const sent = comments('web', 'ip.src == 10.0.0.1 && tcp.len > 1460')
    expect(sent.length).toBeGreaterThan(10)
    for (const text of sent) {
      expect(text).toMatch(/^stage from-stack: .*super-frame: stands for \d+ frames.*checksum: left to the hardware/)
    }
    expect(comments('vmnic0', 'ip.src == 10.0.0.1 && tcp.len > 1460')).toEqual([])
    for (const text of comments('vmnic0', 'ip.src == 10.0.0.1 && tcp')) expect(text).toContain('checksum: complete')
    const merged = comments('web', 'ip.dst == 10.0.0.1 && tcp.len > 1460')
    expect(merged.length).toBeGreaterThan(10)
    for (const text of merged) expect(text).toMatch(/^stage to-stack: .*merged by LRO/)
  })

  it('reads of every packet that was lost later where, when and why, as often as the engine counted', () => {
    const { result, file } = offloads()
    const lost = dissect(file('vf0.pcapng'), '-Y', 'udp', '-T', 'fields', '-e', 'frame.comment').filter((text) =>
      /lost .* later at \S+ as [a-z-]+: [A-Z]/.test(text),
    )
    expect(lost.length).toBe(result.flows.fixed!.lost)
    const reasons = Object.entries(result.flows.fixed!.lostBy)
    for (const [reason, frames] of reasons) {
      expect(lost.filter((text) => text.includes(` as ${reason}: `)).length).toBe(frames)
    }
    expect(reasons.length).toBeGreaterThan(0)
  })
})

describe('a run with captures', () => {
  it('is the run without them', () => {
    const lab = (captures: string) =>
      resolveLab(
        labFrom(`
duration: 50ms
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24 } }
links: [ { ends: [a, b], loss: 0.01 } ]
flows: { f: { from: a, to: b, type: tcp } }
${captures}`),
      )
    const text = (captures: string): string => {
      const simulation = new Simulation(lab(captures), { captures: true })
      simulation.run(simulation.endPs)
      return simulation.canonicalText()
    }
    expect(text('captures: [ { at: a, file: a.pcapng }, { at: b, file: b.pcapng } ]') === text('')).toBe(true)
  })
})
