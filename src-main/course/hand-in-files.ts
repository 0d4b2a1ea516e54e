// The files of a folder of hand-ins, those in its subfolders too: learning platforms make one for each learner.
import * as fs from 'node:fs/promises'
import { join } from 'node:path'

const DEPTH = 4

/** Paths within the folder, with slashes, in their order; hidden files and links to folders are left out. */
export async function handInFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  const search = async (within: string, depth: number): Promise<void> => {
    for (const entry of await fs.readdir(join(folder, within), { withFileTypes: true })) {
      const name = within === '' ? entry.name : `${within}/${entry.name}`
      if (entry.name.startsWith('.')) continue
      if (!entry.isDirectory()) found.push(name)
      else if (depth > 1) await search(name, depth - 1)
    }
  }
  await search('', DEPTH)
  return found.sort()
}
