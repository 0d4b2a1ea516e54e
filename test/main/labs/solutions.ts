// The solutions that ship beside the guided labs.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readSolution, type Solution } from '../../../src-main/course/solution'
import { labsIn } from './grade-lab'

const folder = resolve(import.meta.dirname, '../../../resources/labs')

function solutionOf(id: string): Solution {
  const read = readSolution(readFileSync(join(folder, `${id}.solution.yaml`), 'utf8'))
  if (!read.ok) throw new Error(`${id}: ${read.says}`)
  return read.solution
}

export const SOLUTIONS: Readonly<Record<string, Solution>> = Object.fromEntries(
  labsIn('.').map((id) => [id, solutionOf(id)]),
)
