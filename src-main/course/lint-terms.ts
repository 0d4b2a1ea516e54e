// Abbreviations that a course uses without saying what they mean. One is explained where the words stand beside it in
// brackets, either way round, in this lab or in one that comes before it.
import { type Lab } from '@shared/lab/schema'
import { type Finding } from './lint-rules'
import { type CourseGuide, textsOf } from './read-guide'

/** What everybody has heard of who opens a lab of networks, and units. */
const KNOWN = new Set(
  (
    'AMD ARP CPU DMA DNS GB HTTP I/O ICMP ID IO IP JSON KB LAN MAC MB MTU NIC OS PC PCI RAM TCP TLS UDP VLAN VM VMotion YAML ' +
    'OK GHz MHz KiB MiB GiB'
  ).split(' '),
)

const TERM = /(?<![\w`/.-])[A-Z][A-Z0-9]*[A-Z][A-Z0-9]*s?(?![\w`/.-])/g

/** `explained` grows from lab to lab. */
export function lintTerms(lab: Lab, guide: CourseGuide, explained: Set<string>): Finding[] {
  const texts = textsOf(lab, guide)
  for (const { text } of texts) {
    for (const [, inner, outer] of text.matchAll(/\(([A-Z][A-Z0-9]+)s?\)|\b([A-Z][A-Z0-9]+)s? \((?=[A-Za-z])/g)) {
      explained.add((inner ?? outer)!)
    }
  }
  const found: Finding[] = []
  for (const { path, text } of texts) {
    // what stands in code is a name, not a word
    for (const [word] of text.replace(/`[^`]*`/g, '').matchAll(TERM)) {
      const term = word.replace(/s$/, '')
      if (KNOWN.has(term) || explained.has(term) || isModel(term)) continue
      explained.add(term)
      const remedy = `Write it out once: "${term} (what it stands for)".`
      found.push({ rule: 'unexplained-term', path, says: `"${term}" is explained nowhere`, remedy })
    }
  }
  return found
}

/** Of a card or a document: X710, TA2644. */
const isModel = (term: string): boolean => /^[A-Z]{1,2}\d{2,}$/.test(term)
