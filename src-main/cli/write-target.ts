// Files that a person names as targets. Whether they can be written is asked before a long run, not after it; a file comes
// into place whole or not at all; devices and pipes are written to as such.
import * as fs from 'node:fs/promises'
import { constants, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { atomicWrite } from '../library/atomic-write'
import { WrongInput } from './exit-code'
import { print } from './output'

export const STDOUT = '-'

/** Throws where two outputs, by the options that ask for them, would be mixed on stdout. */
export function checkStdout(outputs: Readonly<Record<string, string | undefined>>): void {
  const [first, second] = Object.keys(outputs).filter((option) => outputs[option] === STDOUT)
  if (second === undefined) return
  throw new WrongInput(`${first} - and ${second} - cannot both go to stdout: give one of them a file`)
}

/** Throws where `file` cannot be written, or is one of those that are read: nothing has been done yet. */
export async function checkTarget(file: string, ...sources: (string | undefined)[]): Promise<void> {
  if (file === STDOUT) return
  if (file === '') throw new WrongInput('the name of a file is empty')
  const present = await statOf(file)
  if (present?.isDirectory()) throw new WrongInput(`${file}: a folder, not a file: name a file in it`)
  for (const source of sources) {
    if (present !== null && source !== undefined && isSame(present, await statOf(source))) {
      throw new WrongInput(`${file}: is what is read here, and would be lost: choose another name`)
    }
  }
  const mayWrite = await fs.access(present === null ? dirname(resolve(file)) : file, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (mayWrite) return
  const folder = await statOf(dirname(resolve(file)))
  if (!folder?.isDirectory())
    throw new WrongInput(`${file}: its folder does not exist: create ${dirname(resolve(file))} first`)
  throw new WrongInput(`${file}: you may not write there: choose another place`)
}

/** A folder for several files; made where only its last part is missing. */
export async function checkFolder(folder: string): Promise<void> {
  const present = await statOf(folder)
  if (present !== null && !present.isDirectory()) throw new WrongInput(`${folder}: a file, not a folder`)
  const asked = present === null ? dirname(resolve(folder)) : folder
  const isWritable = await fs.access(asked, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable) throw new WrongInput(`${folder}: cannot be written to: choose another folder`)
}

/** Its last part where it is missing. Never recursively: there are file systems on which that does not end. */
export async function makeFolder(folder: string): Promise<void> {
  await fs.mkdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw new WrongInput(`${folder}: cannot be made (${cause.message})`)
  })
}

const statOf = (file: string) =>
  fs.stat(file).then(
    (stat) => stat,
    () => null,
  )

const isSame = (one: Stats, other: Stats | null): boolean =>
  one.isFile() && one.ino === other?.ino && one.dev === other.dev

/** The whole content, or a `WrongInput` and the file as it was. */
export async function writeTarget(file: string, content: string | Uint8Array): Promise<void> {
  if (file === STDOUT) {
    await print(typeof content === 'string' ? content : Buffer.from(content).toString('utf8'))
    return
  }
  const present = await statOf(file)
  // a rename would put a file in the place of the device
  if (present !== null && !present.isFile()) {
    await fs.writeFile(file, content).catch((cause: Error) => {
      throw new WrongInput(`${file}: cannot be written (${cause.message})`)
    })
    return
  }
  const written = await atomicWrite(file, content)
  if (!written.ok) throw new WrongInput(written.refusal.says)
}
