// Text for a shell that no name of a lab can break out of: quoted words, comments of one line, short interface names.
import { formatIp } from '@shared/lab/addresses'

/** In quotes where it needs them; names of a lab may hold spaces and dots. */
export const word = (text: string): string =>
  /^[A-Za-z0-9_./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** A comment never goes on in the next line. */
// eslint-disable-next-line no-control-regex -- line breaks and control characters are what must go
export const comment = (text: string): string => `# ${text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()}`

const MAX_INTERFACE = 15

/** Linux takes at most 15 characters, no space and no slash; two long names that begin alike stay apart. */
export function interfaceNames(): (wanted: string) => string {
  const given = new Map<string, string>()
  const taken = new Set<string>()
  return (wanted) => {
    const known = given.get(wanted)
    if (known !== undefined) return known
    const plain = wanted.replace(/[^A-Za-z0-9_.-]+/g, '-')
    let name = plain.slice(0, MAX_INTERFACE)
    for (let number = 2; taken.has(name); number++) {
      const tail = `~${number}`
      name = plain.slice(0, MAX_INTERFACE - tail.length) + tail
    }
    taken.add(name)
    given.set(wanted, name)
    return name
  }
}

export const netmaskText = (prefix: number): string => formatIp(prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0)

/** Whole units, never rounded down to nothing. */
export const wholeUnits = (value: number, unit: number): number => Math.max(1, Math.round(value / unit))
