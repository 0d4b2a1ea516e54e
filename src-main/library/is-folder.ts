// Whether there is a folder at a path; what cannot be looked at is none.
import { stat } from 'node:fs/promises'

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
