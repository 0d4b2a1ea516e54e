// Counters in words: `rxQueueHigh` is RX queue peak, `drops.queue-full` frames that were lost for this reason.
import { COUNTERS } from '../../src-shared/result/counters'
import { DROP_REASONS, reasonIn } from '../../src-shared/result/drop-reasons'

const SENTENCES: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(COUNTERS))
const REASONS: Readonly<Record<string, { says: string } | undefined>> = DROP_REASONS

/** What every component counts. */
export const TRAFFIC_COUNTERS: Readonly<Record<string, string>> = {
  rxFrames: 'Frames in',
  rxBytes: 'Bytes in',
  txFrames: 'Frames out',
  txBytes: 'Bytes out',
}
const ABBREVIATION = /^(rx|tx|lro|tso|iommu|vlan|arp)$/

export function counterLabel(counter: string): string {
  const known = TRAFFIC_COUNTERS[counter]
  if (known) return known
  const reason = reasonIn(counter)
  if (reason !== null) return `Lost: ${reason}`
  const words = counter
    .replace(/High$/, 'Peak')
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .split(' ')
    .map((word) => (ABBREVIATION.test(word) ? word.toUpperCase() : word))
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function counterSentence(counter: string): string {
  const reason = reasonIn(counter)
  return (reason !== null ? REASONS[reason]?.says : SENTENCES[counter]) ?? ''
}
