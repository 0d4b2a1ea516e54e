// Where the cycles went, and what passthrough costs in memory and features.
import { CAPABILITIES } from '@shared/result/capability-codes'
import { formatBytes, formatCount, formatExact, formatShare, significant } from '@shared/text/format-quantity'
import { type Block, type Section } from '../report-block'
import { type ReportContext } from '../report-context'

const STAGES_SHOWN = 12

export function cycles({ result }: ReportContext): Section | null {
  const hosts = Object.entries(result.cpu)
  if (hosts.length === 0) return null
  const stages = new Map<string, number>()
  for (const [, cpu] of hosts) {
    for (const [stage, spent] of Object.entries(cpu.byStage)) stages.set(stage, (stages.get(stage) ?? 0) + spent)
  }
  const total = [...stages.values()].reduce((sum, spent) => sum + spent, 0)
  const top = [...stages].filter(([, spent]) => spent > 0).sort((a, b) => b[1] - a[1])
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'Processors',
      columns: [
        { head: 'host' },
        { head: 'cores busy', isNumber: true },
        { head: 'busiest core', isNumber: true },
        { head: 'VM exits', isNumber: true },
        { head: 'interrupts', isNumber: true },
        { head: 'virtual interrupts', isNumber: true },
      ],
      rows: hosts.map(([host, cpu]) => [
        host,
        significant(cpu.utilization),
        formatShare(Math.max(0, ...cpu.perCore)),
        formatExact(cpu.exits),
        formatExact(cpu.interrupts.physical),
        formatExact(cpu.interrupts.virtual),
      ]),
    },
  ]
  if (top.length > 0) {
    const shown = top.slice(0, STAGES_SHOWN)
    const rest = top.slice(STAGES_SHOWN).reduce((sum, [, spent]) => sum + spent, 0)
    const row = (name: string, spent: number) => [name, formatCount(spent), formatShare(spent / total)]
    blocks.push({
      kind: 'table',
      caption: 'Cycles by stage of the cost model, all hosts',
      columns: [{ head: 'stage' }, { head: 'cycles', isNumber: true }, { head: 'share', isNumber: true }],
      rows: [
        ...shown.map(([stage, spent]) => row(stage, spent)),
        ...(rest > 0 ? [row(`${top.length - STAGES_SHOWN} other stages`, rest)] : []),
      ],
    })
  }
  blocks.push({
    kind: 'table',
    caption: 'Memory',
    columns: [
      { head: 'host' },
      { head: 'physical', isNumber: true },
      { head: 'configured for VMs', isNumber: true },
      { head: 'pinned', isNumber: true },
      { head: 'configured of physical', isNumber: true },
    ],
    rows: Object.entries(result.memory).map(([host, memory]) => [
      host,
      formatBytes(memory.physical),
      formatBytes(memory.configured),
      formatBytes(memory.pinned),
      formatShare(memory.overcommit),
    ]),
  })
  return { id: 'cycles', title: 'Processors and memory', blocks }
}

/** Per vNIC, what its VM cannot have as it stands at the end, and why. */
export function capabilities({ result }: ReportContext): Section | null {
  const nics = Object.entries(result.capabilities)
  if (nics.length === 0) return null
  const blocks: Block[] = nics.map(([nic, codes]) => {
    const lost = Object.entries(codes).filter(([, { available }]) => !available)
    const has = Object.keys(codes).length - lost.length
    if (lost.length === 0)
      return { kind: 'paragraph', text: `${nic}: nothing is lost, all ${has} features are available.` }
    return {
      kind: 'table',
      caption: `${nic}: ${lost.length} features lost, ${has} available`,
      columns: [{ head: 'feature' }, { head: 'what it is' }, { head: 'why it is not available' }],
      rows: lost.map(([code, { why }]) => [
        code,
        Object.hasOwn(CAPABILITIES, code) ? CAPABILITIES[code as keyof typeof CAPABILITIES].says : '',
        why,
      ]),
    }
  })
  return { id: 'capabilities', title: 'What each way costs', blocks }
}
