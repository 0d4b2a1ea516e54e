// The labs that come with the program: guided ones, a small one for each mechanism, and templates, one file each, named by what stands before `.iovlab.yaml`.
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readLabFile } from './lab-file'

const SUFFIX = '.iovlab.yaml'
const FOLDERS = { guided: 'labs', mechanism: 'labs/mechanisms', template: 'templates' } as const

export type ShippedKind = keyof typeof FOLDERS

export interface ShippedLab {
  id: string
  kind: ShippedKind
  name: string
  summary: string
  file: string
}

/** In the order in which they are meant to be done, then by name. */
export async function shippedLabs(resourcesFolder: string): Promise<ShippedLab[]> {
  const labs: (ShippedLab & { order: number })[] = []
  for (const kind of Object.keys(FOLDERS) as ShippedKind[]) {
    const folder = join(resourcesFolder, FOLDERS[kind])
    for (const name of await fs.readdir(folder)) {
      if (!name.endsWith(SUFFIX)) continue
      const file = join(folder, name)
      labs.push({ id: name.slice(0, -SUFFIX.length), kind, file, ...(await headOf(file)) })
    }
  }
  labs.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  return labs.map(({ order: _order, ...lab }) => lab)
}

/** Name and one sentence, as the card of the lab shows them. */
async function headOf(file: string): Promise<{ name: string; summary: string; order: number }> {
  const read = await readLabFile(file)
  if (!read.ok) throw new Error(read.refusal.says)
  const lab = parse(read.text) as {
    name?: string
    description?: string
    guide?: { summary?: string; order?: number }
  }
  return {
    name: lab.name ?? '',
    summary: lab.guide?.summary ?? lab.description?.split('\n')[0] ?? '',
    order: lab.guide?.order ?? Number.MAX_SAFE_INTEGER,
  }
}
