// What a run captured at one place of its document, as a pcapng file.
import { resolveLab } from '@shared/lab/resolve-lab'
import type { Lab } from '@shared/lab/schema'
import { captureFile } from '../interop/capture-file'
import { captureInterface } from '../interop/capture-interface'
import { ENGINE_NAME, ENGINE_VERSION } from './engine-version'
import type { SimulationFace } from './simulation-face'

export interface CapturedFile {
  name: string
  bytes: Uint8Array
}

export function capturedFile(simulation: SimulationFace, document: Lab, at: string): CapturedFile | null {
  const capture = simulation.captures.find(({ model }) => model.at === at)
  if (capture === undefined) return null
  const model = resolveLab(document)
  const place = { interface: captureInterface(model, at, capture.model.snaplen), frames: capture }
  const bytes = captureFile(place, model.seed, simulation.now, `${ENGINE_NAME} ${ENGINE_VERSION}`)
  return { name: capture.model.file, bytes }
}
