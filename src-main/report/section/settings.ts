// The lab as it ran: hosts, NICs, networks, VMs, flows and the script, with defaults filled in.
import { nicModel } from '@shared/catalogue/nic-models'
import { type EndpointRef, type FlowModel, type HostModel, type LabModel } from '@shared/lab/lab-model'
import { formatBitRate, formatBytes, formatDuration, formatHertz } from '@shared/text/format-quantity'
import { formatIp, formatMac } from '@shared/lab/addresses'
import { type Block, type Section } from '../report-block'
import { type ReportContext } from '../report-context'

const PS = 1e12

export function settings({ model, lab }: ReportContext): Section {
  const blocks: Block[] = [
    {
      kind: 'table',
      columns: [{ head: 'setting' }, { head: 'value' }],
      rows: [
        ['seed', String(model.seed)],
        ['duration', formatDuration(model.durationPs / PS)],
        ['cost profile', `${model.profile}${overrides(model)}`],
        ['migration', migrationText(model)],
      ],
    },
    ...hostTables(model),
    ...vmTable(model),
    ...flowTables(model),
  ]
  const events = lab.events ?? []
  if (events.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Script',
      columns: [{ head: 'at', isNumber: true }, { head: 'do' }, { head: 'to what' }],
      rows: events.map((event) => [
        typeof event.at === 'number' ? `${event.at} s` : event.at,
        event.do,
        [
          event.vm,
          event.link,
          event.path,
          event.to && `to ${event.to}`,
          event.value === undefined ? undefined : `= ${JSON.stringify(event.value)}`,
        ]
          .filter(Boolean)
          .join(' '),
      ]),
    })
  }
  return { id: 'settings', title: 'Settings', blocks }
}

function migrationText({ migration }: LabModel): string {
  const { rate } = migration
  const goal =
    rate === null
      ? `downtime goal ${formatDuration(migration.downtimeGoalPs / PS)}`
      : `from ${formatBitRate(rate.minBps)} to ${formatBitRate(rate.maxBps)} in steps of ${formatBitRate(rate.incrementBps)} above the rate of writing`
  return `${migration.policy}, ${goal}, at most ${migration.maxRounds} rounds, bandwidth ${formatBitRate(migration.bandwidthBps)}`
}

function overrides(model: LabModel): string {
  const changed = Object.entries(model.costs)
  return changed.length === 0 ? '' : ` with ${changed.map(([stage, value]) => `${stage} = ${value}`).join(', ')}`
}

function hostTables(model: LabModel): Block[] {
  if (model.hosts.length === 0) return []
  const nics = model.hosts.flatMap((host) => host.nics.map((nic) => ({ host, nic })))
  const groups = model.hosts.flatMap((host) =>
    host.vswitches.flatMap((vswitch) => vswitch.portGroups.map((group) => ({ host, vswitch, group }))),
  )
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'Hosts',
      columns: [
        { head: 'host' },
        { head: 'processor' },
        { head: 'memory', isNumber: true },
        { head: 'IOMMU' },
        { head: 'interrupts' },
        { head: 'vmkernel' },
      ],
      rows: model.hosts.map((host) => [
        host.id,
        `${host.cpu.cores} × ${formatHertz(host.cpu.clockHz)}`,
        `${formatBytes(host.memoryBytes)}${host.overcommit === 1 ? '' : ` × ${host.overcommit}`}`,
        host.iommu,
        host.interrupts,
        host.vmkernel
          .map((vmk) => `${vmk.id} ${formatIp(vmk.ip.address)}/${vmk.ip.prefix}${vmk.vmotion ? ' vMotion' : ''}`)
          .join(', ') || '–',
      ]),
    },
  ]
  if (nics.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'NICs',
      columns: [
        { head: 'NIC' },
        { head: 'model' },
        { head: 'speed', isNumber: true },
        { head: 'MTU', isNumber: true },
        { head: 'VFs', isNumber: true },
        { head: 'offloads' },
        { head: 'moderation', isNumber: true },
      ],
      rows: nics.map(({ nic }) => [
        nic.path,
        nicModel(nic.model)?.name ?? nic.model,
        formatBitRate(nic.speedBps),
        String(nic.mtu),
        String(nic.vfs.length),
        [nic.tso && 'TSO', nic.lro && 'LRO', nic.checksum && 'checksum'].filter(Boolean).join(', ') || 'none',
        formatDuration(nic.moderation.gapPs / PS),
      ]),
    })
  }
  if (groups.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Port groups',
      columns: [
        { head: 'port group' },
        { head: 'VLAN', isNumber: true },
        { head: 'uplinks' },
        { head: 'accepts' },
        { head: 'shaping' },
      ],
      rows: groups.map(({ host, vswitch, group }) => [
        group.path,
        group.vlan === 0 ? 'none' : group.vlan === 4095 ? 'all' : String(group.vlan),
        uplinkText(host, vswitch.activeUplinks, vswitch.standbyUplinks),
        [
          group.promiscuous && 'promiscuous mode',
          group.macChanges && 'MAC changes',
          group.forgedTransmits && 'forged transmits',
        ]
          .filter(Boolean)
          .join(', ') || 'none of the three policies',
        group.shaping
          ? `${formatBitRate(group.shaping.averageBps)} average, ${formatBitRate(group.shaping.peakBps)} peak, ${formatBytes(group.shaping.burstBytes)} burst`
          : 'off',
      ]),
    })
  }
  return blocks
}

function uplinkText(host: HostModel, active: readonly number[], standby: readonly number[]): string {
  const names = (list: readonly number[]) => list.map((index) => host.nics[index]?.id ?? '?').join(', ')
  if (active.length + standby.length === 0) return 'none'
  return standby.length === 0 ? names(active) : `${names(active) || 'none'}; standby ${names(standby)}`
}

function vmTable(model: LabModel): Block[] {
  if (model.vms.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'VMs and their adapters',
      columns: [
        { head: 'vNIC' },
        { head: 'host' },
        { head: 'VM' },
        { head: 'adapter' },
        { head: 'network' },
        { head: 'function' },
        { head: 'addresses' },
      ],
      rows: model.vms.flatMap((vm) =>
        vm.nics.map((vnic) => [
          vnic.path,
          model.hosts[vm.host]!.id,
          `${vm.vcpus} vCPU, ${formatBytes(vm.memoryBytes)}`,
          `${vnic.adapter}${vnic.adapter === 'npa' ? ` (${vnic.plugins.join(', ')})` : ''}`,
          vnic.network?.label ?? '–',
          vnic.function === null
            ? '–'
            : vnic.function.auto
              ? 'auto'
              : functionText(model.hosts[vm.host]!, vnic.function),
          `${formatMac(vnic.mac)}${vnic.ip === null ? '' : `, ${formatIp(vnic.ip.address)}/${vnic.ip.prefix}`}`,
        ]),
      ),
    },
  ]
}

function functionText(host: HostModel, carrier: { nic: number; vf: number | null }): string {
  const nic = host.nics[carrier.nic]?.id ?? '?'
  return carrier.vf === null ? nic : `${nic}.vf${carrier.vf}`
}

function flowTables(model: LabModel): Block[] {
  if (model.flows.length === 0) return []
  const end = (ref: EndpointRef) =>
    ref.kind === 'station' ? model.stations[ref.station]!.id : model.vms[ref.vm]!.nics[ref.nic]!.path
  return [
    {
      kind: 'table',
      caption: 'Flows',
      columns: [
        { head: 'flow' },
        { head: 'type' },
        { head: 'from' },
        { head: 'to' },
        { head: 'load' },
        { head: 'when' },
      ],
      rows: model.flows.map((flow) => [
        flow.id,
        flow.type,
        end(flow.from),
        end(flow.to),
        loadText(flow),
        `${formatDuration(flow.startPs / PS)} to ${Number.isFinite(flow.stopPs) ? formatDuration(flow.stopPs / PS) : 'the end'}`,
      ]),
    },
  ]
}

function loadText(flow: FlowModel): string {
  switch (flow.type) {
    case 'tcp':
      return `${flow.streams} × ${Number.isFinite(flow.bytes) ? formatBytes(flow.bytes) : 'as much as goes'}`
    case 'udp':
      return `${formatBitRate(flow.rateBps)} in payloads of ${formatBytes(flow.sizeBytes)}, ${flow.arrival}`
    case 'rr':
      return `${formatBytes(flow.sizeBytes)} asked, ${formatBytes(flow.replyBytes)} answered`
    case 'ping':
      return `${formatBytes(flow.sizeBytes)} every ${formatDuration(flow.intervalPs / PS)}`
  }
}
