// Labs for tests, as text people would write, or built up in code; both give the model that the engine runs.
import { parse } from 'yaml'
import type { Lab } from '../../src-shared/lab/schema'
import type { LabModel } from '../../src-shared/lab/lab-model'
import { resolveLab } from '../../src-shared/lab/resolve-lab'

/** A document from YAML without its head: format and name are filled in. */
export function labFrom(yaml: string): Lab {
  const body = (parse(yaml) ?? {}) as Partial<Lab>
  return { format: 'iov-lab/1', name: 'test', ...body }
}

export function modelFrom(yaml: string): LabModel {
  return resolveLab(labFrom(yaml))
}
