// How a place of a lab is described in a capture file: its name, its address, its speed.
import type { LabModel } from '@shared/lab/lab-model'
import { linkPath } from '@shared/lab/path'
import type { PcapngInterface } from './pcapng-writer'

export function captureInterface(model: LabModel, at: string, snaplen: number): PcapngInterface {
  const vnic = model.vms.flatMap((vm) => vm.nics).find(({ path }) => path === at)
  const station = model.stations.find(({ path }) => path === at)
  const nic = model.hosts.flatMap((host) => host.nics).find(({ path }) => path === at)
  // a port runs at the speed of its link
  const link = model.links.find(({ ends: [a, b] }) => [a.path, b.path, linkPath([a.path, b.path])].includes(at))
  const speedBps = link?.speedBps ?? nic?.speedBps
  const mac = vnic?.mac ?? station?.mac
  const ip = vnic?.ip ?? station?.ip
  return {
    name: at,
    snaplen,
    ...(mac === undefined ? {} : { mac }),
    ...(ip ? { ip } : {}),
    ...(speedBps === undefined ? {} : { speedBps }),
  }
}
