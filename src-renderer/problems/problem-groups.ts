// Problems in the order in which they are worth looking at: errors before warnings, then by place.
import type { Problem } from '../../src-shared/api/lab-api'

export interface ProblemGroup {
  level: Problem['level']
  problems: Problem[]
}

export function problemGroups(problems: readonly Problem[]): ProblemGroup[] {
  const byPlace = (a: Problem, b: Problem): number => a.path.localeCompare(b.path, 'en', { numeric: true })
  return (['error', 'warning'] as const)
    .map((level) => ({ level, problems: problems.filter((one) => one.level === level).sort(byPlace) }))
    .filter((group) => group.problems.length > 0)
}

/** `hosts/esx-a/nics/vmnic0/vfs` as people read it: `esx-a › vmnic0 › vfs`. */
export function placeWords(path: string): string {
  const kinds = new Set([
    'hosts',
    'vms',
    'switches',
    'stations',
    'flows',
    'nics',
    'vswitches',
    'portGroups',
    'vmkernel',
    'vlans',
    'vf',
  ])
  const parts = path.split('/')
  // names stand behind their kind: a VM may be called `nics`
  const words: string[] = []
  for (let k = 0; k < parts.length; k++) {
    const part = parts[k] as string
    if (kinds.has(part) && k + 1 < parts.length) {
      const name = parts[++k] as string
      words.push(part === 'vf' ? `vf${name}` : name)
    } else if (part === 'links' || part === 'events' || part === 'captures' || part === 'checks') {
      const index = Number(parts[k + 1])
      words.push(Number.isInteger(index) ? `${part.slice(0, -1)} ${index + 1}` : part)
      if (Number.isInteger(index)) k++
    } else words.push(part)
  }
  return words.join(' › ')
}
