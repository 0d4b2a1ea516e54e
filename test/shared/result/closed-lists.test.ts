// The closed lists: what the public contract names is in them, and they agree with each other.
import { describe, expect, it } from 'vitest'
import { PROBLEMS } from '@shared/lab/problems'
import { REFUSALS } from '@shared/lab/commands/refusals'
import { CAPABILITIES } from '@shared/result/capability-codes'
import { COMPONENT_KINDS } from '@shared/result/component-kinds'
import { COUNTERS } from '@shared/result/counters'
import { DROP_REASONS } from '@shared/result/drop-reasons'
import { LOG_CODES } from '@shared/result/log-codes'
import {
  MIGRATION_FAILURES,
  MIGRATION_PHASES,
  MIGRATION_REFUSALS,
  MIGRATION_WARNINGS,
  POWER_ON_REFUSALS,
} from '@shared/result/migration-codes'
import { LIFE_LANES, LIFE_STAGES } from '@shared/result/packet-life'

const CONTRACT: [string, object, string][] = [
  [
    'drop reasons',
    DROP_REASONS,
    `mtu-exceeded, queue-full, no-buffer, link-down, bit-error, vlan-not-allowed, forged-source, mac-changed, spoofed-source,
     unknown-destination, not-addressed-to-us, no-uplink, inactive-uplink, shaper-overflow, iommu-fault, checksum-error,
     no-driver, vm-paused, reset-in-progress, device-removed`,
  ],
  [
    'migration refusals',
    MIGRATION_REFUSALS,
    `passthrough-device, same-host, no-vmotion-network, vmotion-unreachable, network-missing, insufficient-memory,
     already-migrating, service-blocks`,
  ],
  [
    'migration warnings',
    MIGRATION_WARNINGS,
    'no-sriov, no-free-vf, no-plugin, iommu-off, memory-not-reserved, uniform-hardware-missing',
  ],
  [
    'power-on refusals',
    POWER_ON_REFUSALS,
    'iommu-off, no-reset, function-in-use, no-free-vf, memory-overcommitted, not-isolated',
  ],
  [
    'capabilities',
    CAPABILITIES,
    `vmotion, snapshot, suspend, memory-overcommit, vmsafe, fault-tolerance, shaping, promiscuous, port-statistics,
     storage-vmotion, drs, dpm, hot-add, netflow, mac-based-vlan`,
  ],
]

describe('L32: closed lists', () => {
  it.each(CONTRACT)('the %s of the public contract are all there', (_name, list, codes) => {
    for (const code of codes.split(',')) expect(Object.keys(list)).toContain(code.trim())
  })

  const sentences: Record<string, object> = {
    DROP_REASONS,
    MIGRATION_REFUSALS,
    MIGRATION_WARNINGS,
    MIGRATION_FAILURES,
    MIGRATION_PHASES,
    POWER_ON_REFUSALS,
    CAPABILITIES,
    LIFE_STAGES,
    LOG_CODES,
    PROBLEMS,
    REFUSALS,
    ...COUNTERS,
  }

  it.each(Object.keys(sentences))('every code of %s is in kebab or camel case and has a sentence', (name) => {
    for (const [code, entry] of Object.entries(sentences[name])) {
      expect(code).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$|^[a-z]+([A-Z][a-z]*)*$/)
      const says = typeof entry === 'string' ? entry : (entry as { says: string }).says
      expect(says).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('counts frames and bytes of every kind of component, under the same names', () => {
    expect(Object.keys(COUNTERS)).toEqual([...COMPONENT_KINDS])
    for (const kind of COMPONENT_KINDS) {
      expect(Object.keys(COUNTERS[kind])).toEqual(
        expect.arrayContaining(['rxFrames', 'rxBytes', ...(kind === 'rx-queue' ? [] : ['txFrames', 'txBytes'])]),
      )
    }
  })

  it('names only kinds and lanes that there are', () => {
    for (const { kinds } of Object.values(DROP_REASONS)) {
      expect(kinds.length).toBeGreaterThan(0)
      for (const kind of kinds) expect(COMPONENT_KINDS).toContain(kind)
    }
    for (const { lane } of Object.values(LIFE_STAGES)) expect(LIFE_LANES).toContain(lane)
  })
})
