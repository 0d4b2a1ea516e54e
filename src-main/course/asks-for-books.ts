/** A check that asks whether the engine keeps its books: nothing that a learner does makes it fail. */
export const asksForBooks = (that: string): boolean =>
  /^\s*(conserved\([^()]*\)|same\(\s*this\s*,\s*"?again"?\s*\))\s*$/.test(that)
