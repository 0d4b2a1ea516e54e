// Where the built program finds what comes with it, and where it keeps what it writes by itself.
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Beside the bundle, in a checkout as in a package. */
export const resourcesFolder = (): string => join(__dirname, '../../resources')

/** For the app in a browser; the desktop app has a folder of its own. */
export function dataFolder(): string {
  if (process.platform === 'win32') return join(process.env.APPDATA ?? join(homedir(), 'AppData/Roaming'), 'iov-lab')
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/iov-lab')
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'iov-lab')
}
