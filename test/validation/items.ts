// Everything that the engine is checked against, in the order of the table.
import { pingRoundTrip } from './closed-forms/ping-round-trip'
import { preCopySeries } from './closed-forms/pre-copy-series'
import { tcpGoodput } from './closed-forms/tcp-goodput'
import { udpLineRate } from './closed-forms/udp-line-rate'
import { b1 } from './published/b1-esx-10gbe'
import { b10 } from './published/b10-driver-domain'
import { b11 } from './published/b11-one-core-100g'
import { b2 } from './published/b2-virtual-nics'
import { b3 } from './published/b3-core-scaling'
import { b4 } from './published/b4-pre-copy'
import { b5 } from './published/b5-kvm-vhost'
import { b6 } from './published/b6-tuned-latency'
import { b7 } from './published/b7-vf-scaling'
import { b8 } from './published/b8-iotlb'
import { b9 } from './published/b9-exitless-interrupts'
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
  b1,
  b2,
  b3,
  b4,
  b5,
  b6,
  b7,
  b8,
  b9,
  b10,
  b11,
]
