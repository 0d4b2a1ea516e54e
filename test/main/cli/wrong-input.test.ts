import { createReadStream } from 'node:fs'
import { cp, mkdir, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { PROGRAM, runCli, temporaryFolder } from './run-cli'

const folder = await temporaryFolder()
const file = (name: string) => join(folder, name)

describe('arguments that are wrong end with 2, a message on stderr, and nothing on stdout', () => {
  it.each([
    [[], 'Usage: iov-lab'],
    [['bogus'], "unknown command 'bogus'"],
    [['run'], "missing required argument 'lab'"],
    [['run', 'first-flight', '--bogus'], "unknown option '--bogus'"],
    [['run', 'first-flite'], 'Did you mean "first-flight"?'],
    [['run', 'nowhere.yaml'], 'nowhere.yaml: there is no such file'],
    [['run', '.'], 'a folder, not a file'],
    [['run', 'first-flight', '--until', '2s'], 'the lab ends at 1 s'],
    [['run', 'first-flight', '--until', 'soon'], 'not a number with a unit'],
    [['run', 'first-flight', '--until', '-1s'], 'a run ends after it has begun'],
    [['run', 'first-flight', '--report', 'x.doc'], '.html, .pdf, .md or .csv'],
    [['run', 'first-flight', '--json', '/nowhere/at/all.json'], 'its folder does not exist'],
    [['run', 'first-flight', '--json', '.'], 'a folder, not a file'],
    [['run', 'first-flight', '--json', '-', '--report', '-'], 'cannot both go to stdout'],
    [['run', 'two-hosts', '--captures', 'x'], 'the lab captures nothing'],
    [['run', 'first-flight', '--trace', 'helo'], 'Did you mean "hello"?'],
    [['costs', '--profile', 'future'], 'modern and legacy'],
    [['labs', 'show', 'first'], 'no lab of that name'],
    [['export', 'first-flight'], '--to <kind>'],
    [['export', 'first-flight', '--to', 'vmx'], 'linux, libvirt, esxi, svg'],
    [['serve', '--port', '70000'], 'a number from 0'],
    [['serve', '--lab', 'nowhere'], 'no lab of that name'],
  ])('%j: %s', async (args, says) => {
    const { code, stdout, stderr } = await runCli(args, { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toContain('mistake of the program')
  })
})

it.runIf(process.platform === 'linux')('a folder that cannot be made ends with 2, too', async () => {
  for (const args of [
    ['run', 'first-flight', '--captures', '/proc/none', '-q'],
    ['serve', '--data', '/proc/none'],
  ]) {
    const { code, stderr } = await runCli(args, { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('/proc/none: cannot be')
  }
})

describe('files that are no labs', () => {
  it('reports every problem of every file at once, with path and remedy', async () => {
    await writeFile(
      file('bad.yaml'),
      `format: iov-lab/1
name: bad
hosts: { a: { nics: { v: { model: intel-8259 } } } }
flows: { f: { from: a, to: b, type: tcpp } }
checks: [{ id: c, that: "flows.f.lost <" }]
`,
    )
    const { code, stdout, stderr } = await runCli(['check', file('bad.yaml'), 'first-flight', file('missing.yaml')])
    expect(code).toBe(2)
    expect(stdout).toBe('first-flight: no problems\n')
    for (const path of ['hosts/a/nics/v/model', 'flows/f/type', 'flows/f/from', 'checks/0/that']) {
      expect(stderr).toContain(`bad.yaml: ${path}: `)
    }
    expect(stderr).toContain('Did you mean "intel-82598"?')
    expect(stderr).toContain('missing.yaml: there is no such file')
  })

  it('refuses a hundred megabytes without reading them', async () => {
    const handle = await open(file('film.yaml'), 'w')
    await handle.truncate(100 * 1024 * 1024)
    await handle.close()
    for (const command of ['run', 'check', 'import']) {
      const { code, stderr } = await runCli([command, file('film.yaml')])
      expect(code).toBe(2)
      expect(stderr).toContain('larger than 16 MiB')
    }
  })

  it('stops reading a pipe that does not end', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'check', '-'], { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdin.on('error', () => undefined)
    createReadStream('/dev/zero')
      .on('error', () => undefined)
      .pipe(child.stdin)
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(2)
  })

  it.each([
    ['nothing', ''],
    ['noise', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x81])],
    ['brackets', '['.repeat(100_000)],
    ['another document', 'hello: world'],
    ['a lab of the future', 'format: iov-lab/99\nname: x\n'],
  ])('refuses %s on stdin', async (_, input) => {
    const { code, stdout, stderr } = await runCli(['run', '-'], { input })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^iov-lab: stdin/)
  })
})

describe('targets', () => {
  it('leaves a file as it was when the input is wrong', async () => {
    await writeFile(file('kept.json'), 'precious')
    const { code } = await runCli(['run', '-', '--json', file('kept.json')], { input: 'format: iov-lab/1\n' })
    expect(code).toBe(2)
    expect(await readFile(file('kept.json'), 'utf8')).toBe('precious')
  })

  it.each([
    ['run', '--json'],
    ['grade', '--json'],
    ['export', '--to', 'linux', '--output'],
  ])('never puts an answer in the place of the lab: %s %s', async (command, ...options) => {
    const text = 'format: iov-lab/1\nname: precious\nstations: { s: { ip: 10.0.0.1/24 } }\n'
    await writeFile(file('lab.yaml'), text)
    await symlink(file('lab.yaml'), file('other.json')).catch(() => undefined)
    const { code, stderr } = await runCli([command, file('lab.yaml'), ...options, file('other.json')])
    expect(code).toBe(2)
    expect(stderr).toContain('other.json: is what is read here')
    expect(await readFile(file('lab.yaml'), 'utf8')).toBe(text)
  })

  it('replaces a file whole, keeps a link a link, and leaves nothing beside it', async () => {
    await mkdir(file('out'))
    await writeFile(file('out/real.json'), 'old')
    await symlink(file('out/real.json'), file('out/link.json'))
    expect(await runCli(['run', 'first-flight', '-q', '--json', file('out/link.json')])).toMatchObject({ code: 0 })
    expect(JSON.parse(await readFile(file('out/real.json'), 'utf8'))).toMatchObject({ format: 'iov-lab-result/1' })
    expect((await readdir(file('out'))).sort()).toEqual(['link.json', 'real.json'])
  })

  it('writes to a device as such', async () => {
    expect(await runCli(['run', 'first-flight', '-q', '--json', '/dev/null'])).toMatchObject({ code: 0, stderr: '' })
    const { code, stderr } = await runCli(['run', 'first-flight', '-q', '--json', '/dev/full'])
    expect(code).toBe(2)
    expect(stderr).toContain('/dev/full: cannot be written')
  })
})

describe('readers that leave', () => {
  it.each([[['costs', '--json']], [['run', 'first-flight', '--json', '-']], [['labs', 'show', 'first-flight']]])(
    '%j does its work and says nothing about it',
    async (args) => {
      const { code, stderr } = await runCli(args, { readBytes: 1 })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    },
  )
})

it('ends with 3 when the program itself is broken', async () => {
  await cp(dirname(PROGRAM), file('broken/out/main'), { recursive: true })
  const child = spawn(process.execPath, [file('broken/out/main/cli.js'), 'labs'], { stdio: 'pipe' })
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(3)
  expect(stderr).toContain('mistake of the program')
})
