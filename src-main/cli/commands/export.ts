// `iov-lab export LAB --to …`: commands or definitions for real hosts, or the picture.
import { join } from 'node:path'
import { resolveLab } from '@shared/lab/resolve-lab'
import { type LabModel } from '@shared/lab/lab-model'
import { type Lab } from '@shared/lab/schema'
import { esxiCommands } from '../../interop/esxi-commands'
import { libvirtDocuments, libvirtScript } from '../../interop/libvirt-export'
import { linuxCommands } from '../../interop/linux-commands'
import { topologySvg } from '../../interop/topology-svg'
import { isFolder } from '../../library/is-folder'
import { fileNameOf } from '../../library/lab-file'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { readLab } from '../read-input'
import { checkTarget, makeFolder, STDOUT, writeTarget } from '../write-target'

const KINDS: Record<string, (lab: Lab, model: LabModel) => string> = {
  linux: (_, model) => linuxCommands(model),
  libvirt: (_, model) => libvirtScript(model),
  esxi: (_, model) => esxiCommands(model),
  svg: (lab, model) => `<?xml version="1.0" encoding="UTF-8"?>\n${topologySvg(lab, model)}\n`,
}
export const EXPORT_KINDS = Object.keys(KINDS)

export interface ExportOptions {
  to: string
  output?: string
}

export async function exportLab(labName: string, options: ExportOptions): Promise<ExitCode> {
  const make = Object.hasOwn(KINDS, options.to) ? KINDS[options.to] : undefined
  if (make === undefined) throw new WrongInput(`--to ${options.to}: there is ${EXPORT_KINDS.join(', ')}`)
  const { lab } = await readLab(labName)
  const model = resolveLab(lab)
  const target = options.output ?? STDOUT
  if (options.to === 'libvirt' && (await isFolder(target))) {
    await writeDocuments(target, model)
    return EXIT.done
  }
  await checkTarget(target, labName)
  await writeTarget(target, make(lab, model))
  return EXIT.done
}

/** A folder for each host, a file for each definition. */
async function writeDocuments(folder: string, model: LabModel): Promise<void> {
  for (const { host, kind, name, xml } of libvirtDocuments(model)) {
    await makeFolder(join(folder, host))
    await writeTarget(join(folder, host, fileNameOf(`${kind} ${name}`, '.xml')), xml)
  }
}
