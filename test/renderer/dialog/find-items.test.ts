import { describe, expect, it } from 'vitest'
import { exists } from '../../../src-renderer/canvas/lab-facts'
import { findItems } from '../../../src-renderer/dialog/find-items'
import { mixedLab } from '../mixed-lab'

describe('what can be found', () => {
  const lab = mixedLab()
  const items = findItems(lab)
  const found = (text: string): string[] =>
    items.filter((item) => `${item.label} ${item.detail}`.includes(text)).map((item) => item.id)

  it('is found by name, address, model and function', () => {
    expect(found('legacy')).toContain('vms/legacy')
    expect(found('10.10.0.14')).toEqual(['vms/trader/nics/eth0'])
    expect(found('intel-82598')).toEqual(['hosts/esx-a/nics/vmnic1'])
    expect(found('10.20.0.2')).toEqual(['hosts/esx-b/vmkernel/vmk0'])
  })

  it('exists', () => {
    expect(items.filter((item) => !exists(lab, item.id))).toEqual([])
  })
})
