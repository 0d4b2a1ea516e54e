// A folder with all that is missing above it. Not by mkdir's own `recursive`: under /proc, where nothing can be made and
// the reason given is that the folder above is missing, it never ends.
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import { isFolder } from './is-folder'

/** Throws what the system says where the folder cannot be made. */
export async function makeFolders(folder: string): Promise<void> {
  const above = dirname(folder)
  const cause = await tryToMake(folder)
  if (cause === null) return
  if (cause.code !== 'ENOENT' || above === folder || (await isFolder(above))) throw cause
  await makeFolders(above)
  const again = await tryToMake(folder)
  if (again !== null) throw again
}

/** Null: it is there. */
async function tryToMake(folder: string): Promise<NodeJS.ErrnoException | null> {
  try {
    await fs.mkdir(folder)
    return null
  } catch (cause) {
    return (await isFolder(folder)) ? null : (cause as NodeJS.ErrnoException)
  }
}
