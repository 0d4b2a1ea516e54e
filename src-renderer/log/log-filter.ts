// Which entries of a log are shown, and how many of each level there are. Text is looked for in sentence, code and source.
import type { LogEntry } from '../../src-shared/result/result'

export type Level = LogEntry['level']

export interface LogFilter {
  levels: ReadonlySet<Level>
  text: string
  /** Component path: itself and what is inside it; null: all. */
  source: string | null
}

export const LEVELS: readonly Level[] = ['error', 'warning', 'info']

export interface ShownEntry {
  entry: LogEntry
  /** Place in the whole log. */
  index: number
}

/** `esx-a` holds `esx-a/vmnic0`, which holds `esx-a/vmnic0.vf3`; a link belongs to both of its ends. */
export function isWithin(source: string, path: string): boolean {
  if (source === path) return true
  if (source.includes('~')) return source.split('~').some((end) => isWithin(end, path))
  return source.startsWith(`${path}/`) || source.startsWith(`${path}.`)
}

export function filterLog(log: readonly LogEntry[], filter: LogFilter): ShownEntry[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const shown: ShownEntry[] = []
  log.forEach((entry, index) => {
    if (!filter.levels.has(entry.level)) return
    if (filter.source !== null && !isWithin(entry.source, filter.source)) return
    if (words.length > 0) {
      const where = `${entry.says} ${entry.code} ${entry.source}`.toLowerCase()
      if (!words.every((word) => where.includes(word))) return
    }
    shown.push({ entry, index })
  })
  return shown
}

export function countLevels(log: readonly LogEntry[]): Record<Level, number> {
  const counts: Record<Level, number> = { error: 0, warning: 0, info: 0 }
  for (const entry of log) counts[entry.level]++
  return counts
}

/** Every source of the log, in order of name. */
export const sourcesOf = (log: readonly LogEntry[]): string[] =>
  [...new Set(log.map((entry) => entry.source))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
