// The application of a flow, by its type.
import type { FlowModel } from '../../../../src-shared/lab/lab-model'
import type { Simulator } from '../../kernel/simulator'
import type { NetworkStack } from '../stack/network-stack'
import { Ping } from './ping'
import { RequestResponse } from './request-response'
import { TcpBulk } from './tcp-bulk'
import { UdpRate } from './udp-rate'
import type { Workload } from './workload'

/** `index` is the flow's index in the traffic ledger (`traffic.addFlow`). Both stacks may get their device later. */
export function buildWorkload(
  sim: Simulator,
  model: FlowModel,
  index: number,
  from: NetworkStack,
  to: NetworkStack,
): Workload {
  switch (model.type) {
    case 'tcp':
      return new TcpBulk(sim, model, index, from, to)
    case 'udp':
      return new UdpRate(sim, model, index, from, to)
    case 'rr':
      return new RequestResponse(sim, model, index, from, to)
    case 'ping':
      return new Ping(sim, model, index, from, to)
  }
}
