// tshark reads capture files with an eye that is not ours. Where it is missing its tests are skipped, and say so.
import { execFileSync, spawnSync } from 'node:child_process'

export const hasTshark = spawnSync('tshark', ['--version']).status === 0

/** For titles of what needs it. */
export const TSHARK = hasTshark ? 'tshark' : 'tshark (skipped: not installed, apt-get install tshark)'

/** Lines of `tshark -r file`, with every checksum checked. */
export function dissect(file: string, ...args: string[]): string[] {
  const checks = ['tcp', 'udp', 'ip'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`])
  return execFileSync('tshark', ['-r', file, ...checks, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  })
    .split('\n')
    .filter((line) => line !== '')
}

/** A display filter for what no capture of ours may have. */
export const MALFORMED = [
  '_ws.malformed',
  'ip.checksum.status != 1',
  'tcp.checksum.status != 1',
  'udp.checksum.status != 1',
  'icmp.checksum.status != 1',
].join(' || ')
