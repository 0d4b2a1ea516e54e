// How the program ends. Scripts rely on these four numbers.
export const EXIT = {
  /** Done, and all checks passed. */
  done: 0,
  /** A check failed, or a digest differs. */
  failed: 1,
  /** The input or the arguments are wrong; nothing was written. */
  wrongInput: 2,
  /** A mistake of the program. */
  internal: 3,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The person asked for something that cannot be: what, and what to do. Ends the program with 2. */
export class WrongInput extends Error {
  constructor(
    readonly says: string,
    /** Further lines: problems with their paths, what is possible. */
    readonly details: readonly string[] = [],
  ) {
    super(says)
    this.name = 'WrongInput'
  }
}
