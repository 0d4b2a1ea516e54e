import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { withChanges } from '@shared/lab/variants'
import { type LabResult, resultSchema } from '@shared/result/result'
import { shippedLab } from '../labs/grade-lab'
import { SOLUTIONS } from '../labs/solutions'
import { runCli, temporaryFolder } from './run-cli'

const folder = await temporaryFolder()
const file = (name: string) => join(folder, name)
const first = readFileSync('resources/labs/first-flight.iovlab.yaml', 'utf8')

describe('run', () => {
  it('prints what happened, in columns that line up and without colours', async () => {
    const { code, stdout, stderr } = await runCli(['run', 'first-flight'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^First flight\n {2}simulated 1 s in /)
    expect(stdout).toMatch(/hello {2}ping {2,}20 {2,}20 {2,}0 {2,}0 /)
    expect(stdout).toContain('passed  none-lost')
    // eslint-disable-next-line no-control-regex -- the sign that begins a colour
    expect(stdout).not.toMatch(/\u001b/)
    const lines = stdout.split('\n')
    const head = lines.findIndex((line) => line.includes('delivered'))
    const endOf = (line: string, pattern: RegExp) => pattern.exec(line)!.index + pattern.exec(line)![0].length
    expect(endOf(lines[head + 1]!, /ping +20 +20/)).toBe(endOf(lines[head]!, /delivered/))
  })

  it('ends with 1 when a check fails, and says what was found', async () => {
    const lab = first.replace('flows.hello.lost == 0', 'flows.hello.lost > 0')
    const { code, stdout } = await runCli(['run', '-'], { input: lab })
    expect(code).toBe(1)
    expect(stdout).toMatch(/FAILED {2}none-lost +no frame is lost, and all arrive +0\n/)
    expect(stdout).toContain('none-lost: flows.hello.lost > 0')
  })

  it('writes a result that has the shape of the contract, the same every time', async () => {
    const one = await runCli(['run', 'first-flight', '--json', '-'])
    const two = await runCli(['run', 'first-flight', '--json', file('two.json'), '--quiet'])
    expect(two).toMatchObject({ code: 0, stdout: '' })
    const [a, b] = [one.stdout, readFileSync(file('two.json'), 'utf8')].map((text) => {
      return resultSchema.strict().parse(JSON.parse(text))
    })
    expect({ ...a, wall: 0 }).toEqual({ ...b, wall: 0 })
    expect(a!.flows.hello).toMatchObject({ sent: 20, delivered: 20, lost: 0 })
  })

  it('stops where it is told to', async () => {
    const { stdout } = await runCli(['run', 'first-flight', '--until', '350ms', '--json', '-'])
    const result = resultSchema.parse(JSON.parse(stdout))
    expect(result.simulated).toBe(0.35)
    expect(result.flows.hello!.sent).toBeLessThan(20)
  })

  it('writes captures that begin as pcapng files do', async () => {
    const { code } = await runCli(['run', 'first-flight', '--captures', file('captures'), '--quiet'])
    expect(code).toBe(0)
    expect(readdirSync(file('captures'))).toEqual(['vm-1.pcapng'])
    expect(
      readFileSync(join(file('captures'), 'vm-1.pcapng'))
        .subarray(0, 4)
        .toString('hex'),
    ).toBe('0a0d0d0a')
  })

  it('writes reports of every kind', async () => {
    for (const [name, begin] of [
      ['report.html', '<!doctype html>'],
      ['report.md', '# First flight'],
      ['report.csv', 'section,path,name,value,unit'],
    ] as const) {
      expect(await runCli(['run', 'first-flight', '--report', file(name), '-q'])).toMatchObject({ code: 0, stdout: '' })
      expect(readFileSync(file(name), 'utf8').startsWith(begin)).toBe(true)
    }
    const { stdout } = await runCli(['run', 'first-flight', '--report', '-'])
    expect(stdout.startsWith('# First flight')).toBe(true)
    expect(stdout).not.toContain('simulated 1 s in')
  })
})

describe('trace', () => {
  it('prints the life of the n-th frame of a flow, from one application to the other, and its headers', async () => {
    const { code, stdout } = await runCli(['run', 'first-flight', '-q', '--trace', 'hello:2'])
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines[0]).toBe('Frame 2 of hello, sent at 0.150000000 s')
    expect(lines[1]).toMatch(/^ {2}delivered after [\d.]+ µs, \d+ cycles on the way$/)
    const stages = [...stdout.matchAll(/ (guest|vnic|hypervisor|nic|iommu|wire) +\S.*? {2,}([a-z-]+) {2,}[A-Z]/g)]
    const names = stages.map(([, , stage]) => stage)
    expect(names[0]).toBe('application')
    expect(names.at(-1)).toBe('delivered')
    expect(names).toEqual(expect.arrayContaining(['transmission', 'vswitch-forward', 'virtual-interrupt']))
    // Ethernet from client to vm-1, IPv4
    expect(stdout).toMatch(
      /headers after application at client:\n {2}0000 {2}02 00 00 00 00 01 02 00 00 00 01 00 08 00 45 00/,
    )
    expect(stdout).toMatch(/\n {8}Ethernet: destination 02:00:00:00:00:01, source 02:00:00:00:01:00/)
    expect(stdout).toContain('headers on the wire')
  })

  it('writes the whole life with --json, and the digest is that of the run', async () => {
    const { stdout } = await runCli(['run', 'first-flight', '-q', '--trace', 'hello:2', '--json', '-'])
    const { trace, digest } = JSON.parse(stdout) as LabResult
    expect(trace).toMatchObject({ flow: 'hello', nth: 2, life: { flow: 'hello', sentAt: 0.15, outcome: 'delivered' } })
    const { stages, sentAt } = trace!.life!
    let at = sentAt
    for (const { start, end } of stages) {
      expect(start).toBe(at)
      at = end
    }
    expect(stages.filter(({ header }) => header !== null).length).toBeGreaterThan(1)
    const plain = JSON.parse((await runCli(['run', 'first-flight', '-q', '--json', '-'])).stdout) as LabResult
    expect(plain.trace).toBeUndefined()
    expect(plain.digest).toBe(digest)
  })

  it('says so when there is no such frame before the end', async () => {
    const { stdout } = await runCli(['run', 'first-flight', '-q', '--trace', 'hello:2', '--until', '120ms'])
    expect(stdout).toContain('was not sent in this run')
  })
})

describe('a PDF', () => {
  const browser = file('browser')

  beforeAll(async () => {
    // writes the page that it is given where the PDF should be
    const script = `#!/bin/sh\nfor last; do :; done\nfor option; do case "$option" in --print-to-pdf=*) cp "$last" "\${option#*=}";; esac; done\n`
    writeFileSync(browser, script)
    await chmod(browser, 0o755)
  })

  it('is printed by the browser that is named, from the HTML report', async () => {
    const env = { IOV_LAB_BROWSER: browser }
    const { code, stderr } = await runCli(['run', 'first-flight', '--report', file('report.pdf'), '-q'], { env })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(readFileSync(file('report.pdf'), 'utf8')).toContain('<!doctype html>')
  })

  it('is refused before the run where there is no browser, and the remedy is told', async () => {
    const env = { PATH: folder, IOV_LAB_BROWSER: '' }
    const target = file('none.pdf')
    const { code, stdout, stderr } = await runCli(['run', 'first-flight', '--report', target], { env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('--report F.html')
    await expect(stat(target)).rejects.toThrow()
  })
})

describe('verify', () => {
  const names = ['v.html', 'v.md', 'v.json']

  beforeAll(async () => {
    const args = ['run', 'first-flight', '--until', '0.4s', '-q']
    await runCli([...args, '--report', file('v.html'), '--json', file('v.json')])
    await runCli([...args, '--report', file('v.md')])
  })

  it.each(names)('repeats the run of %s', async (name) => {
    const { code, stdout } = await runCli(['verify', file(name)])
    expect(code).toBe(0)
    expect(stdout).toContain('same')
  })

  it.each(names)('notices that %s was changed', async (name) => {
    const text = readFileSync(file(name), 'utf8')
    const changed = text.replace(/("interval":\s*)"50ms"/, '$1"40ms"')
    expect(changed).not.toBe(text)
    const { code, stdout } = await runCli(['verify', '-'], { input: changed })
    expect(code).toBe(1)
    expect(stdout).toContain('DIFFERENT: stdin')
  })

  it.each([
    ['v.json', /("delivered": )(\d+)/, 'flows.hello.delivered is 7 in the file'],
    ['v.json', /("passed": )(true|false)/, 'checks.0.passed is 7 in the file'],
    ['v.json', /("level": )("info")/, 'log.0.level is 7 in the file'],
    ['v.json', /("sha256": )("\w+")/, 'lab.sha256 is 7 in the file'],
    ['v.html', /(<td class="number">)(\d+)/, 'line '],
    ['v.md', /(- events: \*\*)(\d+)/, 'line '],
  ])('notices that a figure in %s was changed beside the digest: %s', async (name, figure, says) => {
    const text = readFileSync(file(name), 'utf8')
    const changed = text.replace(figure, '$17')
    expect(changed).not.toBe(text)
    const { code, stdout } = await runCli(['verify', '-'], { input: changed })
    expect(code).toBe(1)
    expect(stdout).toContain(says)
  })

  it('takes a report whose lines end as on another system', async () => {
    const text = readFileSync(file('v.md'), 'utf8').replaceAll('\n', '\r\n')
    expect(await runCli(['verify', '-'], { input: text })).toMatchObject({ code: 0 })
  })

  it('refuses what is no report, and a lab that cannot run', async () => {
    expect(await runCli(['verify', '-'], { input: first })).toMatchObject({ code: 2, stdout: '' })
    const broken = readFileSync(file('v.json'), 'utf8').replaceAll('intel-82599', 'intel-0')
    const { code, stderr } = await runCli(['verify', '-'], { input: broken })
    expect(code).toBe(2)
    expect(stderr).toContain('hosts/esx-a/nics/vmnic0/model')
  })
})

describe('grade', () => {
  it('counts the checks that passed, for people and for programs', async () => {
    const { code, stdout } = await runCli(['grade', 'first-flight'])
    expect(code).toBe(0)
    expect(stdout).toContain('First flight: 3 of 3 checks passed.')
    const lab = first.replace('flows.hello.sent == 20', 'flows.helo.sent == 20')
    const graded = await runCli(['grade', '-', '--json', '-'], { input: lab })
    expect(graded.code).toBe(1)
    expect(JSON.parse(graded.stdout)).toMatchObject({
      passed: 2,
      of: 3,
      checks: [
        { id: 'ten', passed: false, actual: expect.stringContaining('Did you mean "hello"?') as string },
        {},
        {},
      ],
    })
  })

  it('finds that the demonstration keeps what it promises', { timeout: 90_000 }, async () => {
    const { code, stdout } = await runCli(['grade', 'sr-iov-to-plain-nic'])
    expect(stdout).not.toContain('FAILED')
    expect(code).toBe(0)
  })

  it('waits for the answers of a lab that asks, and takes them from the document', async () => {
    const unanswered = await runCli(['grade', 'received-packet'])
    expect(unanswered.code).toBe(1)
    expect(unanswered.stdout.match(/FAILED.*/g)).toEqual([expect.stringMatching(/interrupts .* nothing$/)])
    const answered = JSON.stringify(withChanges(shippedLab('.', 'received-packet'), SOLUTIONS['received-packet']!.set))
    const { code, stdout } = await runCli(['grade', '-'], { input: answered })
    expect(stdout).not.toContain('FAILED')
    expect(code).toBe(0)
  })
})
