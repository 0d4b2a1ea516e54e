// What a person names on the command line: a file, `-` for stdin, or a lab that ships with the program. Text comes in with
// a limit, so that a film given by mistake does not fill the memory.
import * as fs from 'node:fs/promises'
import { hasErrors } from '@shared/lab/problems'
import { type Problem } from '@shared/api/lab-api'
import { checkLab, hasShape } from '@shared/lab/check-lab'
import { openLab } from '@shared/lab/migrations'
import { suggest } from '@shared/lab/nearest'
import { type Lab } from '@shared/lab/schema'
import { MAX_LAB_BYTES } from '../library/lab-file'
import { labSource } from '../library/lab-source'
import { shippedLabs } from '../library/shipped-labs'
import { WrongInput } from './exit-code'
import { resourcesFolder } from './places'
import { visible } from './visible'

const MEBIBYTE = 1024 * 1024
/** Of a report or result. */
export const MAX_REPORT_BYTES = 256 * MEBIBYTE

export interface InputText {
  /** As the person may call it: a path, `stdin`, the name of a shipped lab. */
  name: string
  text: string
}

/** Stdin can be read once. */
let stdin: Promise<string> | null = null

async function readStdin(limit: number): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Reading from the terminal; end with Ctrl+D.\n')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) throw tooLarge('stdin', limit)
    chunks.push(chunk)
  }
  return decode(Buffer.concat(chunks), 'stdin')
}

const tooLarge = (name: string, limit: number) =>
  new WrongInput(`${name}: larger than ${limit / MEBIBYTE} MiB, which this program does not read`)

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new WrongInput(`${name}: not a text in UTF-8: save it in that encoding`)
  }
}

/** A whole file, or stdin for `-`. */
export async function readText(name: string, limit: number): Promise<InputText> {
  if (name === '-') {
    stdin ??= readStdin(limit)
    return { name: 'stdin', text: await stdin }
  }
  try {
    const stat = await fs.stat(name)
    if (stat.isDirectory()) throw new WrongInput(`${name}: a folder, not a file`)
    if (stat.size > limit) throw tooLarge(name, limit)
    return { name, text: decode(await readWhole(name, limit), name) }
  } catch (cause) {
    if (cause instanceof WrongInput) throw cause
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new WrongInput(`${name}: there is no such file`)
    if (code === 'EACCES' || code === 'EPERM') throw new WrongInput(`${name}: you may not read this file`)
    throw new WrongInput(`${name}: cannot be read (${(cause as Error).message})`)
  }
}

/** Devices and pipes have no size beforehand. */
async function readWhole(name: string, limit: number): Promise<Uint8Array> {
  const handle = await fs.open(name, 'r')
  try {
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of handle.createReadStream() as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > limit) throw tooLarge(name, limit)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } finally {
    await handle.close()
  }
}

async function readLabText(name: string): Promise<InputText> {
  const source = name === '-' ? null : labSource(name, process.cwd())
  if (source?.kind !== 'library') return readText(name, MAX_LAB_BYTES)
  const labs = await shippedLabs(resourcesFolder())
  const found = labs.find((lab) => lab.id === source.id)
  if (found !== undefined) return { name, text: (await readText(found.file, MAX_LAB_BYTES)).text }
  const ids = labs.map(({ id }) => id)
  throw new WrongInput(`${name}: there is no such file, and no lab of that name ships with the program`, [
    suggest(name, ids, `Labs that ship with the program: ${ids.join(', ')}.`),
  ])
}

export const problemLine = (file: string, problem: Problem): string =>
  visible(`${file}: ${problem.path || '(document)'}: ${problem.says}. ${problem.remedy}`.trimEnd())

export interface OpenedLab {
  name: string
  text: string
  lab: Lab
  /** Warnings only. */
  problems: Problem[]
}

export type LabInput = { ok: true; opened: OpenedLab } | { ok: false; name: string; problems: Problem[] }

/** Every problem at once; a file that is no text at all is thrown. */
export async function tryLab(name: string): Promise<LabInput> {
  const input = await readLabText(name)
  const opened = openLab(input.text)
  if (!opened.ok) return { ok: false, name: input.name, problems: opened.problems }
  const problems = checkLab(opened.lab)
  if (hasErrors(problems)) return { ok: false, name: input.name, problems }
  return { ok: true, opened: { ...input, lab: opened.lab, problems } }
}

/** A lab that can run; throws every problem where it cannot. */
export async function readLab(name: string): Promise<OpenedLab> {
  const input = await tryLab(name)
  if (input.ok) return input.opened
  const errors = errorLines(input.name, input.problems)
  const count = errors.length === 1 ? 'one problem' : `${errors.length} problems`
  throw new WrongInput(`${input.name}: the lab cannot run, it has ${count}`, errors)
}

/** The lab inside a report, a result or a variant; throws every problem where it cannot run. */
export function runnableLab(name: string, document: unknown): Lab {
  const problems = checkLab(document)
  if (hasShape(document) && !hasErrors(problems)) return document
  throw new WrongInput(`${name}: the lab in it cannot run`, errorLines(name, problems))
}

const errorLines = (name: string, problems: readonly Problem[]): string[] =>
  problems.filter(({ level }) => level === 'error').map((problem) => problemLine(name, problem))
