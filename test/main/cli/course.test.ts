// The commands of those who teach, as the built program runs them.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli, temporaryFolder } from './run-cli'

const folder = await temporaryFolder()
const file = (name: string) => join(folder, name)

describe('grade of a folder', () => {
  it('is one table, in which a broken file is a row and stops nobody', async () => {
    const handIns = file('hand-ins')
    await mkdir(join(handIns, 'carl'), { recursive: true })
    await runCli([
      'run',
      'first-flight',
      '-q',
      '--report',
      join(handIns, 'ann.html'),
      '--json',
      join(handIns, 'bob.json'),
    ])
    const bob = await readFile(join(handIns, 'bob.json'), 'utf8')
    await writeFile(join(handIns, 'carl/run.json'), bob.replace('"delivered": ', '"delivered": 1'))
    await writeFile(join(handIns, 'dora.html'), new Uint8Array([0xff, 0xfe, 0]))
    const args = ['grade', handIns, '--lab', 'first-flight']
    const { code, stdout } = await runCli([...args, '--pages', file('pages'), '--csv', file('grades.csv')])
    expect(code).toBe(1)
    expect(stdout).toMatch(/ann +First flight +3 of 3 +100 % +replays/)
    expect(stdout).toMatch(/carl\/run +First flight +3 of 3 +100 % +TAMPERED .*delivered is/)
    expect(stdout).toMatch(/dora +– +– +– +ungraded .*not a text in UTF-8/)
    expect(stdout).toContain('4 hand-ins, 2 right throughout, 1 tampered, 1 not graded')
    expect((await readdir(file('pages'))).sort()).toEqual(['ann.html', 'bob.html', 'carl-run.html'])
    expect((await readFile(file('grades.csv'), 'utf8')).split('\r\n')).toHaveLength(6)
    const { handIns: told } = JSON.parse((await runCli([...args, '--json', '-'])).stdout) as { handIns: object[] }
    expect(told).toHaveLength(4)
    expect(told[0]).toMatchObject({ file: 'ann.html', standing: 'replays', score: 100 })
  })

  it('ends with 2 where nothing can be graded at all', async () => {
    await mkdir(file('empty'))
    for (const [args, says] of [
      [['grade', file('empty')], 'there is no file in this folder'],
      [['grade', folder, '--limit', 'soon'], 'not a number with a unit'],
      [['grade', folder, '--lab', 'first-flite'], 'Did you mean "first-flight"?'],
      [['grade', folder, '--csv', file('x.csv')], 'is among the hand-ins'],
      [['grade', 'first-flight', '--csv', file('x.csv')], '--csv is for a folder'],
    ] as const) {
      const { code, stdout, stderr } = await runCli(args)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(says)
    }
  })
})

describe('lint', () => {
  it('goes through a folder, and ends with 1 where a lab has a defect; a CI server gets a case for each rule', async () => {
    const course = file('course')
    await mkdir(course)
    const flight = await readFile('resources/labs/first-flight.iovlab.yaml', 'utf8')
    await writeFile(join(course, 'a.iovlab.yaml'), flight)
    await writeFile(join(course, 'b.iovlab.yaml'), flight.replace('flows.hello.lost == 0', 'flows.hello.lost == 1'))
    await writeFile(join(course, 'c.iovlab.yaml'), 'format: iov-lab/1\n')
    const { code, stdout } = await runCli(['lint', course, '--junit', file('lint.xml')])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^error: .*b\.iovlab\.yaml: checks\/1: .*\[unsolved\]$/m)
    expect(stdout).toMatch(/^error: .*b\.iovlab\.yaml: name: .*a\.iovlab\.yaml, too.*\[duplicate-lab\]$/m)
    expect(stdout).toMatch(/^error: .*c\.iovlab\.yaml: name: .*\[document\]$/m)
    expect(stdout).not.toMatch(/^error: \S*a\.iovlab/m)
    const junit = await readFile(file('lint.xml'), 'utf8')
    expect(junit).toMatch(/<testsuites name="iov-lab lint" tests="63" failures="3">/)
    expect(junit.match(/<failure /g)).toHaveLength(4)
  })

  it('ends with 2 where there is nothing to look at', async () => {
    for (const [args, says] of [
      [['lint'], "missing required argument 'labs'"],
      [['lint', file('nowhere')], 'there is no such file or folder'],
      [['lint', file('empty')], 'there is no lab (*.iovlab.yaml) in this folder'],
    ] as const) {
      const { code, stdout, stderr } = await runCli(args)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(says)
    }
  })
})

describe('calibrate', () => {
  const lab = `format: iov-lab/1
name: measured
duration: 20ms
hosts:
  h:
    nics: { vmnic0: { model: intel-82599 } }
    vswitches: { vSwitch0: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { vm: { host: h, memory: 1GiB, nics: { eth0: { adapter: vmxnet, network: net, ip: 10.0.0.1/24 } } } }
stations: { client: { ip: 10.0.0.2/24 } }
links: [ { ends: [client, h/vmnic0] } ]
flows: { load: { from: client, to: vm/eth0, type: udp, rate: 1Mbps, size: 64 } }
`

  it('prints costs that a lab takes, and ends with 1 and without them for a bad fit', async () => {
    await writeFile(file('measured.iovlab.yaml'), lab)
    const args = ['calibrate', '-', '--lab', file('measured.iovlab.yaml'), '--fit', 'vswitch-forward']
    const { cores } = await runCli([...args, '--json', '-'], { input: 'pps,cpu\n50000,1\n100000,1\n' }).then(
      ({ stdout }) => ({
        cores: (JSON.parse(stdout) as { points: { fitted: number }[] }).points.map((one) => one.fitted),
      }),
    )
    const good = await runCli(args, { input: `pps,cpu\n50000,${cores[0]}\n100000,${cores[1]}\n` })
    expect(good.code).toBe(0)
    const block = /costs:\n {2}vswitch-forward: \d+\n$/.exec(good.stdout)
    expect(block).not.toBeNull()
    expect((await runCli(['check', '-'], { input: lab + block![0] })).code).toBe(0)
    const bad = await runCli(args, { input: 'pps,cpu\n50000,2\n100000,1\n' })
    expect(bad.code).toBe(1)
    expect(bad.stdout + bad.stderr).toMatch(/BAD FIT|no fit/)
    expect(bad.stdout).not.toContain('costs:')
  })

  it('ends with 2 for what is no measurement, and says where', async () => {
    await writeFile(file('measured.iovlab.yaml'), lab)
    const args = ['calibrate', '-', '--lab', file('measured.iovlab.yaml')]
    for (const [more, input, says] of [
      [[], 'pps,cpu\n1000,x\n', 'line 2: cpu is "x"'],
      [[], 'pps,cpu\n1000,1\n', 'has 1 measurements: at least 2'],
      [['--fit', 'vswitch-foward'], '', 'vswitch-forward'],
      [['--fit', 'timer-slack'], '', 'takes no cycles'],
      [['--host', 'g'], '', 'the lab has no such host'],
    ] as const) {
      const { code, stdout, stderr } = await runCli([...args, ...more], { input })
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(says)
    }
  })
})
