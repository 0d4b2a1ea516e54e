import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { STAGE_IDS } from '@shared/catalogue/cost-model'
import { PROGRAM, runCli, temporaryFolder } from './run-cli'

const folder = await temporaryFolder()
const file = (name: string) => join(folder, name)

describe('labs', () => {
  it('lists every shipped lab, and shows what one of them asks', async () => {
    const { stdout } = await runCli(['labs', '--json'])
    const labs = JSON.parse(stdout) as { id: string; kind: string }[]
    expect(labs.map(({ id }) => id)).toEqual(expect.arrayContaining(['first-flight', 'sr-iov-to-plain-nic', 'empty']))
    const shown = await runCli(['labs', 'show', 'sr-iov-to-plain-nic'])
    for (const title of ['Objectives', 'Steps', 'Checks', 'Questions']) expect(shown.stdout).toContain(`\n${title}\n`)
  })

  it('prints the document of a lab as it is', async () => {
    const { stdout } = await runCli(['labs', 'show', 'first-flight', '--source'])
    expect(stdout).toBe(await readFile('resources/labs/first-flight.iovlab.yaml', 'utf8'))
  })
})

it('costs: every stage of the model with unit and source', async () => {
  const { stdout } = await runCli(['costs', '--json'])
  const rows = JSON.parse(stdout) as Record<string, unknown>[]
  expect(rows.map(({ stage }) => stage)).toEqual(STAGE_IDS)
  for (const row of rows) expect(Object.keys(row)).toEqual(['stage', 'value', 'unit', 'per', 'range', 'source'])
  const legacy = await runCli(['costs', '--profile', 'legacy'])
  expect(legacy.stdout).toMatch(/^stage +value {2}unit/)
})

it('fidelity: every mechanism and every figure, as Markdown and as JSON', async () => {
  const { stdout } = await runCli(['fidelity', '--json'])
  const told = JSON.parse(stdout) as {
    mechanisms: { mechanism: string }[]
    validation: { entries: { rows: object[] }[] }
  }
  expect(told.mechanisms.length).toBeGreaterThan(50)
  expect(told.validation.entries.flatMap(({ rows }) => rows).length).toBeGreaterThan(20)
  const text = (await runCli(['fidelity'])).stdout
  expect(text).toMatch(/^# Limits of the model\n/)
  for (const { mechanism } of told.mechanisms) expect(text).toContain(`| ${mechanism} |`)
})

describe('compare', () => {
  it('finds the first difference of a lab and its variant; a lab is the same as itself', async () => {
    const same = await runCli(['compare', 'first-flight', 'first-flight'])
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('all figures of both runs are equal')])
    const { code, stdout } = await runCli(['compare', 'zero-copy', '--variant', 'copying', '--json', '-'])
    expect(code).toBe(1)
    const { first, isSame } = JSON.parse(stdout) as { isSame: boolean; first: { there: { name: string }[] } }
    expect(isSame).toBe(false)
    expect(first.there.map(({ name }) => name)).toContain('copiedBytes')
    const text = await runCli(['compare', 'zero-copy', '--variant', 'copying'])
    expect(text.stdout).toMatch(/First difference at 0\.\d{12} s/)
  })

  it('takes the lab out of a result, and refuses variants that there are not', async () => {
    const result = file('compared.json')
    await runCli(['run', 'first-flight', '--quiet', '--json', result])
    expect((await runCli(['compare', 'first-flight', result])).code).toBe(0)
    const { code, stderr } = await runCli(['compare', 'zero-copy', '--variant', 'none'])
    expect(code).toBe(2)
    expect(stderr).toContain('choose among copying, short, short-copying, shared-queue')
  })

  it('runs the lab once for each design, and prints or writes what each costs', async () => {
    const lab = (await readFile('resources/labs/plug-in-architecture.iovlab.yaml', 'utf8')).replace('6s', '1.6s')
    const { code, stdout } = await runCli(['compare', '-', '--designs', 'npa,replug', '--json', '-'], { input: lab })
    expect(code).toBe(0)
    const { designs } = JSON.parse(stdout) as { designs: { design: string; rows: { longestGap: number }[] }[] }
    expect(designs.map(({ design }) => design)).toEqual(['npa', 'replug'])
    const [npa, replug] = designs.map(({ rows }) => rows[0]!.longestGap)
    expect(replug).toBeGreaterThan(npa!)
  })

  it('refuses a lab in which nothing is moved, and a design that it does not know', async () => {
    expect((await runCli(['compare', 'first-flight'])).code).toBe(2)
    expect((await runCli(['compare', 'uniform-passthrough', '--designs', 'bond'])).code).toBe(2)
  })
})

describe('export and import', () => {
  it.each([
    ['linux', '#!/bin/sh'],
    ['libvirt', '#!/bin/sh'],
    ['esxi', '#!/bin/sh'],
    ['svg', '<?xml'],
  ])('writes %s to stdout', async (kind, begin) => {
    const { code, stdout, stderr } = await runCli(['export', 'sr-iov-to-plain-nic', '--to', kind])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.startsWith(begin)).toBe(true)
  })

  it('writes a file for each libvirt definition into a folder, which come back as a lab that runs', async () => {
    await mkdir(file('definitions'))
    await runCli(['export', 'fixed-passthrough-refused', '--to', 'libvirt', '-o', file('definitions')])
    const host = file('definitions/esx-a')
    const names = (await readdir(host)).map((name) => join(host, name))
    expect(names).toHaveLength(4)
    const { code, stdout, stderr } = await runCli(['import', ...names, '--name', 'Back again'])
    expect(code).toBe(0)
    expect(stderr).toContain('note: NIC vmnic0: its model is not in these files')
    expect(parse(stdout)).toMatchObject({ format: 'iov-lab/1', name: 'Back again' })
    const checked = await runCli(['check', '-'], { input: stdout })
    expect(checked).toMatchObject({ code: 0, stderr: '' })
    expect(await runCli(['run', '-', '--until', '10ms'], { input: stdout })).toMatchObject({ code: 0, stderr: '' })
  })

  it('imports nothing when one of the files is wrong, and says where', async () => {
    await writeFile(file('good.xml'), '<network><name>n</name></network>')
    await writeFile(file('bad.xml'), '<domain>\n<name>x</nam>\n</domain>')
    const { code, stdout, stderr } = await runCli(['import', file('good.xml'), file('bad.xml'), '-o', file('lab.yaml')])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('bad.xml:2: </nam> closes <name>')
    expect(await readdir(folder)).not.toContain('lab.yaml')
  })
})

describe('serve', () => {
  /** Its first line, and a way to end it. */
  async function start(...args: string[]): Promise<{ line: string; child: ChildProcess; end: () => Promise<number> }> {
    const child = spawn(process.execPath, [PROGRAM, 'serve', '--data', file('data'), ...args], { stdio: 'pipe' })
    let output = ''
    const line = new Promise<string>((done, fail) => {
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString()
        if (output.includes('\n')) done(output.split('\n')[0]!)
      })
      child.once('close', (code) => fail(new Error(`serve ended with ${code}`)))
    })
    const end = async () => {
      child.kill('SIGTERM')
      return ((await once(child, 'close')) as [number])[0]
    }
    return { line: await line, child, end }
  }

  it('prints an address on this machine that works only with its token, and ends with 0 when it is stopped', async () => {
    const { line, end } = await start('--lab', 'first-flight')
    const address = /^IOV Lab: (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)$/.exec(line)?.[1]
    expect(address).toBeDefined()
    const url = new URL(address!)
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(new URL('/', url.origin))).status).not.toBe(200)
    expect(await end()).toBe(0)
  })

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stderr } = await runCli(['serve', '--port', String(port), '--data', file('data')])
    other.close()
    expect(code).toBe(2)
    expect(stderr).toContain(`--port ${port}: in use by another program`)
  })
})

it('says its version and its commands', async () => {
  const version = await runCli(['--version'])
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string })
  const help = await runCli(['--help'])
  expect(help.code).toBe(0)
  for (const name of ['run', 'check', 'grade', 'verify', 'costs', 'fidelity', 'labs', 'serve', 'export', 'import']) {
    expect(help.stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
  }
})
