// Offloads in the virtual interface of a guest behind a driver domain. A document cannot describe a driver domain, so nothing is
// measured: the rows are here because the result is one that the model must be held against.
import { near, type ValidationItem } from '../validation-item'

const because =
  'a document cannot state a driver domain: pages are not exchanged, and no domain stands between guest and NIC'
const basis = 'independent' as const

export const b10: ValidationItem = {
  id: 'B10',
  group: 'published',
  title: 'Offloads in the virtual interface of a guest behind a driver domain',
  source: 'Menon, Cox, Zwaenepoel, USENIX ATC 2006',
  profile: 'legacy',
  measure: () => [
    { says: 'guest sends, after to before', unit: 'ratio', ...near(4.4, 0.25), measured: NaN, basis, because },
    {
      says: 'guest receives, after to before',
      unit: 'ratio',
      expected: 1.18,
      low: 1.05,
      high: 1.35,
      measured: NaN,
      basis,
      because,
    },
  ],
}
