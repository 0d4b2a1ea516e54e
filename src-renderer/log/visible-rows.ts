// Of a long list with rows of one height, the few that are seen and some more on both sides.
const MORE = 8

export function visibleRows(count: number, rowHeight: number, scrollTop: number, height: number): [number, number] {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - MORE)
  const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + MORE)
  return [Math.min(first, count), Math.max(last, Math.min(first, count))]
}

/** Where to scroll so that row `index` is seen; unchanged where it is. */
export function scrollToRow(index: number, rowHeight: number, scrollTop: number, height: number): number {
  const top = index * rowHeight
  if (top < scrollTop) return top
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop
}
