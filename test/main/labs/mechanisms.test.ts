import { describe, expect, it } from 'vitest'
import { CAPABILITIES, type CapabilityCode } from '@shared/result/capability-codes'
import { CAPABILITY_LABS } from '@shared/result/capability-labs'
import type { LabResult } from '@shared/result/result'
import { CAPABILITY_CODES } from '../../../src-main/engine/migration/capability-table'
import { failures, gradeLab, labsIn, shippedLab } from './grade-lab'

const results = new Map<string, LabResult>()

function resultOf(id: string): LabResult {
  let result = results.get(id)
  if (result === undefined) results.set(id, (result = gradeLab(shippedLab('mechanisms', id))))
  return result
}

describe('the lab of a mechanism shows its effect', () => {
  it.each(labsIn('mechanisms'))('%s', (id) => {
    expect(resultOf(id).checks.length).toBeGreaterThan(0)
    expect(failures(resultOf(id))).toEqual([])
  })
})

describe('the capability table', () => {
  it('has the codes of the closed list, and a lab for each of them', () => {
    expect([...CAPABILITY_CODES].sort()).toEqual(Object.keys(CAPABILITIES).sort())
    expect(Object.keys(CAPABILITY_LABS).sort()).toEqual(Object.keys(CAPABILITIES).sort())
  })

  it.each(Object.keys(CAPABILITIES) as CapabilityCode[])('%s is lost and kept as its lab shows', (code) => {
    const { lab, check, lost, kept } = CAPABILITY_LABS[code]
    const { capabilities, checks } = resultOf(lab)
    expect(checks.find(({ id }) => id === check)).toMatchObject({ passed: true })
    expect(capabilities[lost]?.[code]).toMatchObject({ available: false })
    expect(capabilities[kept]?.[code]).toMatchObject({ available: true })
  })
})
