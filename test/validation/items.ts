// Everything that the engine is checked against, in the order of the table.
import { pingRoundTrip } from './closed-forms/ping-round-trip'
import { preCopySeries } from './closed-forms/pre-copy-series'
import { tcpGoodput } from './closed-forms/tcp-goodput'
import { udpLineRate } from './closed-forms/udp-line-rate'
import { poissonEqual, poissonExponential } from './queueing/poisson-queues'
import { fairness, tcpUnderLoss } from './queueing/tcp-under-loss'
import { tokenBucket } from './queueing/token-bucket'
import type { ValidationItem } from './validation-item'

export const ITEMS: readonly ValidationItem[] = [
  tcpGoodput,
  udpLineRate,
  pingRoundTrip,
  preCopySeries,
  poissonEqual,
  poissonExponential,
  tokenBucket,
  tcpUnderLoss,
  fairness,
]
