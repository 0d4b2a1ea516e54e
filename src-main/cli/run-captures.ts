// The captures of a run as pcapng files, under the names that the document gives them.
import { resolveLab } from '@shared/lab/resolve-lab'
import { type Lab } from '@shared/lab/schema'
import { type Simulation } from '../engine/simulation'
import { captureFile } from '../interop/capture-file'
import { captureInterface } from '../interop/capture-interface'
import { ENGINE_NAME, ENGINE_VERSION } from '../run/engine-version'

export interface CapturedFile {
  file: string
  bytes: Uint8Array
}

export function captureFiles(lab: Lab, simulation: Simulation): CapturedFile[] {
  const model = resolveLab(lab)
  const application = `${ENGINE_NAME} ${ENGINE_VERSION}`
  return simulation.captures.map((frames) => {
    const { at, file, snaplen } = frames.model
    const place = { interface: captureInterface(model, at, snaplen), frames }
    return { file, bytes: captureFile(place, model.seed, simulation.now, application) }
  })
}
