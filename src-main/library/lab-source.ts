// What a person writes after `--lab`, or drops on the program's icon → where the lab comes from.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { OpenSource } from '@shared/api/lab-api'

const LAB_FILE = /\.(ya?ml|json)$/i

/** A file where it looks like one or there is one, else the name of a lab in the library. */
export function labSource(nameOrFile: string, workingFolder: string): OpenSource {
  const file = resolve(workingFolder, nameOrFile)
  const isFile = LAB_FILE.test(nameOrFile) || /[/\\]/.test(nameOrFile) || existsSync(file)
  return isFile ? { kind: 'file', file } : { kind: 'library', id: nameOrFile }
}

/** The lab that a command line asks for: `--lab NAME|FILE`, or a lab file as such (a double click). */
export function labSourceOfArguments(args: readonly string[], workingFolder: string): OpenSource | null {
  const flag = args.findIndex((arg) => arg === '--lab' || arg.startsWith('--lab='))
  if (flag >= 0) {
    const value = args[flag] === '--lab' ? args[flag + 1] : args[flag]?.slice('--lab='.length)
    return value === undefined || value === '' ? null : labSource(value, workingFolder)
  }
  const file = args.find((arg) => !arg.startsWith('-') && /\.iovlab\.(ya?ml|json)$/i.test(arg))
  return file === undefined ? null : labSource(file, workingFolder)
}
