import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { PROGRAM, temporaryFolder } from './run-cli'

const folder = await temporaryFolder()

// far longer than a test may take; its warning is printed right before the simulation begins
const endless = `format: iov-lab/1
name: endless
duration: 9000s
hosts: { h: { cpu: { cores: 4, clock: 3GHz }, memory: 8GiB, nics: { n: { model: intel-82599 } },
  vswitches: { v: { uplinks: { active: [n] }, portGroups: { p: {} } } } } }
vms: { a: { host: h, memory: 1GiB, nics: { e: { adapter: vmxnet, network: v/p, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [{ ends: [s, h/n] }]
flows: { f: { from: s, to: a/e, type: udp, rate: 9Gbps, size: 9000 } }
captures: [{ at: a/e, file: a.pcapng }]
`

it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a run in the middle of its simulation, and nothing is written',
  async (signal) => {
    const args = ['run', '-', '--json', 'r.json', '--report', 'r.html', '--captures', 'c']
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    child.stdin.end(endless)
    const [said] = (await once(child.stderr, 'data')) as [Buffer]
    expect(said.toString()).toContain('warning')
    child.kill(signal)
    const [code, by] = (await once(child, 'close')) as [number | null, string | null]
    expect({ code, by }).toEqual({ code: null, by: signal })
    expect(await readdir(folder)).toEqual([])
  },
)
