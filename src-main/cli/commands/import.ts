// `iov-lab import FILE.xml...`: libvirt domains and networks into a lab; what has no place in the model is listed.
import { checkLab } from '@shared/lab/check-lab'
import { hasErrors } from '@shared/lab/problems'
import { writeLab } from '@shared/lab/write-lab'
import { importLibvirt } from '../../interop/libvirt-import'
import { MAX_LAB_BYTES } from '../../library/lab-file'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { printError } from '../output'
import { problemLine, readText } from '../read-input'
import { visible } from '../visible'
import { checkTarget, STDOUT, writeTarget } from '../write-target'

export interface ImportOptions {
  output?: string
  name?: string
}

export async function importLab(names: readonly string[], options: ImportOptions): Promise<ExitCode> {
  const target = options.output ?? STDOUT
  await checkTarget(target, ...names)
  const files = []
  for (const name of names) files.push(await readText(name, MAX_LAB_BYTES))
  const imported = importLibvirt(files, options.name)
  if (!imported.ok) {
    const lines = imported.problems.map(({ file, line, says }) => `${file}:${line}: ${says}`)
    throw new WrongInput('nothing was imported', lines)
  }
  const problems = checkLab(imported.lab)
  if (hasErrors(problems)) {
    const errors = problems.filter(({ level }) => level === 'error')
    throw new WrongInput(
      'what these files describe is not a lab that can run, so nothing was imported',
      errors.map((problem) => problemLine('imported lab', problem)),
    )
  }
  await writeTarget(target, writeLab(imported.lab))
  for (const note of imported.notes) printError(`note: ${visible(note)}\n`)
  return EXIT.done
}
