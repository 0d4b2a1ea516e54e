// A file is what its run gave, or is told where it is not; also where a person acted, answered, or looked before the end.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Lab } from '@shared/lab/schema'
import type { LabResult } from '@shared/result/result'
import { claimDifference } from '../../../src-main/report/claim-difference'
import { renderReport } from '../../../src-main/report/render-report'
import { findRepeatable } from '../../../src-main/report/repeatable'
import { labSha256 } from '../../../src-main/run/digest'
import { runLab } from '../../../src-main/run/run-lab'

const lab: Lab = {
  format: 'iov-lab/1',
  name: 'Two stations',
  duration: '10ms',
  stations: { a: { ip: '10.0.0.1/24' }, b: { ip: '10.0.0.2/24' } },
  links: [{ ends: ['a', 'b'] }],
  flows: { f: { from: 'a', to: 'b', type: 'udp', rate: '10Mbps', size: 1000 } },
  checks: [{ id: 'again', that: 'same(this, again)' }],
}

let run: LabResult
beforeAll(() => {
  run = runLab(lab)
})

function difference(file: LabResult, format: 'json' | 'html' | 'md', notes = ''): string | null {
  const found = findRepeatable(renderReport(file, format, notes).text)
  if (!found.ok) throw new Error(found.says)
  return claimDifference(found.claimed, run, found.repeatable.notes)
}

describe.each(['json', 'html', 'md'] as const)('a file as %s', (format) => {
  it('is what its run gave, with what its author had to say', () => {
    expect(difference(run, format)).toBeNull()
    expect(difference(run, format, 'I saw **nothing** odd.\n\n- really')).toBeNull()
  })

  it('is what its run gave, whatever ends the lines of a text in the lab', () => {
    run = runLab({ ...lab, name: 'Two\r\nstations', description: 'one\r\ntwo\r\n\r\nthree' })
    expect(difference(run, format, 'from\r\nWindows')).toBeNull()
    run = runLab(lab)
  })

  it('is not, with another figure', () => {
    const flow = { ...run.flows.f!, delivered: 3 }
    expect(difference({ ...run, flows: { f: flow } }, format)).toMatch(
      format === 'json' ? /^flows\.f\.delivered is 3 in the file and \d+ in the run$/ : /^line \d+ /,
    )
  })

  it('may bear the hash of the lab before a person acted', () => {
    const { checks: _checks, ...other } = lab
    const played: Lab = { ...lab, events: [{ at: 0.005, do: 'link-down', link: 'a' }] }
    run = runLab(played)
    expect(difference({ ...run, lab: { ...run.lab, sha256: labSha256(lab) } }, format)).toBeNull()
    expect(difference({ ...run, lab: { ...run.lab, sha256: labSha256(other) } }, format)).not.toBeNull()
    run = runLab(lab)
  })

  it('may have been made before the end, when checks make no further runs', () => {
    const checks = [{ ...run.checks[0]!, passed: false }]
    const says =
      'cannot be evaluated: This needs a further run of the lab, which is made at the end of a run. (at character 1)'
    const hint = 'Compare the lab as it is with the one that you opened.'
    const early = [{ id: 'again', passed: false, actual: says, says: 'same(this, again)', hint }]
    expect(difference({ ...run, checks }, format)).not.toBeNull()
    expect(difference({ ...run, checks: early }, format)).toBeNull()
  })
})
