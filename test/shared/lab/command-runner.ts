// Runs commands on the example, and holds each to what every command must keep to.
import { expect } from 'vitest'
import type { Pointer } from '@shared/api/lab-api'
import { checkLab } from '@shared/lab/check-lab'
import { runCommand } from '@shared/lab/commands/index'
import { REFUSALS } from '@shared/lab/commands/refusals'
import { applyDiff, reverseDiff } from '@shared/lab/lab-diff'
import { openLab } from '@shared/lab/migrations/index'
import { hasErrors } from '@shared/lab/problems'
import type { Lab } from '@shared/lab/schema'
import { EXAMPLE } from './example'

const opened = openLab(EXAMPLE)
if (!opened.ok) throw new Error(JSON.stringify(opened.problems))
export const example: Lab = opened.lab

export const NIC_A: Pointer = ['hosts', 'esx-a', 'nics', 'vmnic0']
export const ETH0: Pointer = ['vms', 'web-1', 'nics', 'eth0']
export const PROD_A: Pointer = ['hosts', 'esx-a', 'vswitches', 'vSwitch0', 'portGroups', 'prod']

/** Runs a command that must succeed, and checks what every command must keep to. */
export function run(lab: Lab, id: string, payload: unknown) {
  const before = JSON.stringify(lab)
  const result = runCommand(lab, id, payload)
  if (!result.ok) throw new Error(`${id}: ${result.refusal.code}: ${result.refusal.says}`)
  expect(JSON.stringify(lab)).toBe(before)
  expect(JSON.stringify(applyDiff(lab, result.diff))).toBe(JSON.stringify(result.lab))
  expect(JSON.stringify(applyDiff(result.lab, reverseDiff(result.diff)))).toBe(before)
  expect(hasErrors(checkLab(result.lab))).toBe(false)
  expect(result.label).not.toBe('')
  return result
}

export function refusalOf(lab: Lab, id: string, payload: unknown) {
  const result = runCommand(lab, id, payload)
  if (result.ok) throw new Error(`${id} was not refused`)
  expect(Object.keys(REFUSALS)).toContain(result.refusal.code)
  expect(result.refusal.says.length).toBeGreaterThan(10)
  return result.refusal
}

export const codeOf = (lab: Lab, id: string, payload: unknown): string => refusalOf(lab, id, payload).code
