// The lab as a picture: at the start of the run, which way each vNIC goes.
import { stateAt } from '../../interop/picture/picture-state'
import { topologySvg } from '../../interop/topology-svg'
import { type Section } from '../report-block'
import { type ReportContext } from '../report-context'

export function topology({ result, lab, model }: ReportContext): Section {
  const ways = model.vms.flatMap((vm) =>
    vm.nics.map((vnic) => {
      const first = result.modes.find(({ nic }) => nic === vnic.path)
      return `${vnic.path} ${first === undefined ? 'did not run' : `in ${first.mode}${first.function ? ` on ${first.function}` : ''}`}`
    }),
  )
  const state = stateAt(model, result, 0)
  const caption =
    'At the start. A path through the hypervisor passes through a vSwitch; a direct path runs past it, into a function of the NIC.'
  return {
    id: 'topology',
    title: 'Topology',
    blocks: [
      {
        kind: 'figure',
        svg: topologySvg(lab, model, { state, title: `Topology of ${lab.name} at the start` }),
        caption,
        says: `${model.hosts.length} hosts; ${ways.length === 0 ? 'no vNICs' : ways.join('; ')}.`,
      },
    ],
  }
}
