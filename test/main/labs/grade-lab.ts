// A shipped lab, graded as the command line does it, with changes by place: { 'hosts/esx-a/iommu': 'off' }.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkLab } from '@shared/lab/check-lab'
import { openLab } from '@shared/lab/migrations'
import type { Lab } from '@shared/lab/schema'
import { withChanges } from '@shared/lab/variants'
import type { LabResult } from '@shared/result/result'
import { runLab } from '../../../src-main/run/run-lab'

const folder = resolve(import.meta.dirname, '../../../resources/labs')
const SUFFIX = '.iovlab.yaml'

export const labsIn = (kind: string): string[] =>
  readdirSync(join(folder, kind))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))

export function shippedLab(kind: string, id: string): Lab {
  const opened = openLab(readFileSync(join(folder, kind, `${id}${SUFFIX}`), 'utf8'))
  if (!opened.ok) throw new Error(opened.problems.map(({ path, says }) => `${id}: ${path}: ${says}`).join('\n'))
  return opened.lab
}

export function gradeLab(lab: Lab, changes: Readonly<Record<string, unknown>> = {}): LabResult {
  const changed = withChanges(lab, changes)
  const errors = checkLab(changed).filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ path, says }) => `${path}: ${says}`).join('\n'))
  return runLab(changed)
}

/** What did not hold, in words: empty where all is well. */
export const failures = ({ checks }: LabResult): string[] =>
  checks.filter(({ passed }) => !passed).map(({ id, actual, expected }) => `${id}: ${String(actual)} (${expected})`)
