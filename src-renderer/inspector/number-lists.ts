// Lists of numbers as one line of text: `1 2, 3 4` is [[1, 2], [3, 4]].

export const numberListsText = (value: unknown): string =>
  Array.isArray(value) ? value.map((list) => (Array.isArray(list) ? list.join(' ') : String(list))).join(', ') : ''

/** Null: there is something else than whole numbers in it, or nothing between two commas. */
export function parseNumberLists(text: string): number[][] | null {
  const lists = text.split(',').map((part) => part.trim().split(/\s+/))
  return lists.flat().every((word) => /^\d{1,9}$/.test(word)) ? lists.map((list) => list.map(Number)) : null
}
