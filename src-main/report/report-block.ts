// What a report is made of, before it has a format: sections of paragraphs, facts, tables and figures. The collectors in
// `section/` produce these from a result; `html.ts` and `markdown.ts` turn them into text and know no result.

export type Tone = 'good' | 'bad' | 'warning' | 'quiet'

export interface RichCell {
  text: string
  tone?: Tone
  /** Set in the typeface of code. */
  isCode?: boolean
}

export type Cell = string | RichCell

export interface Column {
  head: string
  /** Numbers stand on their last digit. */
  isNumber?: boolean
}

export interface TableBlock {
  kind: 'table'
  caption?: string
  columns: Column[]
  rows: Cell[][]
}

export type Block =
  /** Plain text, one paragraph. */
  | { kind: 'paragraph'; text: string; tone?: Tone }
  /** Text that a person wrote in Markdown. */
  | { kind: 'prose'; markdown: string }
  | { kind: 'list'; items: string[] }
  /** Names and values that stand beside each other. */
  | { kind: 'facts'; items: { label: string; value: string; tone?: Tone }[] }
  | { kind: 'heading'; text: string }
  | TableBlock
  /** `says` stands for the picture where there can be none. */
  | { kind: 'figure'; svg: string; caption?: string; says: string; isSmall?: boolean }

export interface Section {
  id: string
  title: string
  blocks: Block[]
}

/** What it takes to run the same again; `verify` reads it out of a report. */
export interface Repeatable {
  format: 'iov-lab-report/1'
  document: unknown
  seed: number
  engine: { name: string; version: string }
  simulated: number
  digest: string
  /** What the person who exported it had to say. */
  notes?: string
}

export interface Report {
  title: string
  subtitle: string
  sections: Section[]
  repeatable: Repeatable
}

export const cellText = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text)
