// `iov-lab labs [show NAME]`: the labs that ship with the program, and what one of them asks.
import { z } from 'zod'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { shippedLabs } from '../../library/shipped-labs'
import { suggest } from '@shared/lab/nearest'
import { bold, print } from '../output'
import { resourcesFolder } from '../places'
import { readLab } from '../read-input'
import { textTable } from '../text-table'

/** The parts of a guide that can be read as text; a guide may have more. */
const guideShape = z.looseObject({
  summary: z.string().optional(),
  minutes: z.number().optional(),
  objectives: z.array(z.string()).optional(),
  steps: z.array(z.looseObject({ title: z.string(), says: z.string() })).optional(),
  simplified: z.string().optional(),
  trainer: z.string().optional(),
  quiz: z.array(z.looseObject({ question: z.string(), answer: z.string() })).optional(),
})

export async function listLabs(options: { json?: boolean }): Promise<ExitCode> {
  const labs = await shippedLabs(resourcesFolder())
  if (options.json) {
    await print(
      `${JSON.stringify(
        labs.map(({ id, kind, name, summary }) => ({ id, kind, name, summary })),
        null,
        2,
      )}\n`,
    )
    return EXIT.done
  }
  for (const [kind, title] of [
    ['guided', 'Guided labs'],
    ['mechanism', 'Mechanisms, a small lab each'],
    ['template', 'Templates'],
  ] as const) {
    const rows = labs.filter((lab) => lab.kind === kind).map(({ id, summary }) => [id, summary])
    await print(`${bold(title)}\n${textTable([{ head: 'name' }, { head: 'about' }], rows)}\n`)
  }
  await print('iov-lab labs show NAME tells more; iov-lab run NAME runs one.\n')
  return EXIT.done
}

export async function showLab(id: string, options: { source?: boolean }): Promise<ExitCode> {
  const labs = await shippedLabs(resourcesFolder())
  const found = labs.find((lab) => lab.id === id)
  if (found === undefined) {
    const ids = labs.map((lab) => lab.id)
    throw new WrongInput(`${id}: no lab of that name ships with the program`, [suggest(id, ids, '')])
  }
  const { lab, text } = await readLab(found.file)
  if (options.source) {
    await print(text)
    return EXIT.done
  }
  const parts = [bold(lab.name), '', ...(lab.description ? [lab.description.trim(), ''] : [])]
  const guide = guideShape.safeParse(lab.guide ?? {}).data ?? {}
  if (guide.minutes !== undefined) parts.push(`About ${guide.minutes} minutes.`, '')
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) parts.push(bold(title), ...lines, '')
  }
  section(
    'Objectives',
    (guide.objectives ?? []).map((text_) => `  - ${text_}`),
  )
  section(
    'Steps',
    (guide.steps ?? []).map(({ title, says }, index) => `  ${index + 1}. ${title}\n     ${says}`),
  )
  section(
    'Checks',
    (lab.checks ?? []).map(({ id: check, says, that }) => `  ${check}: ${says ?? that}`),
  )
  section(
    'Questions',
    (guide.quiz ?? []).map(({ question, answer }) => `  ${question}\n     ${answer}`),
  )
  section('What is simplified here', guide.simplified ? [`  ${guide.simplified.trim()}`] : [])
  section('For the trainer', guide.trainer ? [`  ${guide.trainer.trim()}`] : [])
  await print(`${parts.join('\n').trimEnd()}\n`)
  return EXIT.done
}
