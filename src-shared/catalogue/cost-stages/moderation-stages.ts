// What drivers ask NICs for: the least time between two interrupts of a vector, where the document is silent.
import { stage, US } from './cost-stage'

export const moderationStages = [
  stage({
    id: 'interrupt-moderation',
    says: 'Gap that a NIC keeps between two interrupts where the document does not say, while little comes',
    unit: 'ps',
    per: 'vector',
    modern: 8 * US,
    legacy: 125 * US,
    range: '2,000-125,000 interrupts/s',
    source: 'E8b: adaptive, 8-20 us; legacy: fixed 8,000 interrupts/s',
  }),
  stage({
    id: 'interrupt-moderation-bulk',
    says: 'Gap that a NIC keeps between two interrupts where the document does not say, while much comes',
    unit: 'ps',
    per: 'vector',
    modern: 20 * US,
    legacy: 125 * US,
    range: '2,000-125,000 interrupts/s',
    source: 'E8b: adaptive, 8-20 us; legacy: fixed 8,000 interrupts/s',
  }),
  stage({
    id: 'igb-moderation',
    says: 'Gap between interrupts that an igb driver asks for, while frames are short',
    unit: 'ps',
    per: 'vector',
    modern: 50 * US,
    legacy: 125 * US,
    range: '10-125 us',
    source: 'E32: 20,000/s at most; legacy: fixed 8,000/s',
  }),
  stage({
    id: 'igb-moderation-full',
    says: 'Gap between interrupts that an igb driver asks for, while frames are full',
    unit: 'ps',
    per: 'vector',
    modern: 197 * US,
    legacy: 125 * US,
    range: '125-250 us',
    source: 'E32: half of 1,538 in steps of 0.256 us; legacy: fixed 8,000/s',
  }),
] as const
