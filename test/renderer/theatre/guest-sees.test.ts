import { describe, expect, it } from 'vitest'
import { guestSees } from '../../../src-renderer/vmotion/guest-sees'
import type { GuestDevice } from '../../../src-shared/result/result'
import type { Lab } from '../../../src-shared/lab/schema'

const LAB = {
  format: 'iov-lab/1',
  name: 'x',
  vms: { w: { host: 'a', nics: { eth0: { adapter: 'npa', ip: '10.0.0.1/24' } } } },
} as unknown as Lab

const device = (part: Partial<GuestDevice>): GuestDevice => ({
  name: 'eth0',
  role: 'nic',
  driver: 'vmxnet3',
  mac: '02:00:00:00:00:01',
  from: 0,
  until: null,
  ...part,
})

const sees = (devices: GuestDevice[], at: number) => guestSees(LAB, 'w', { 'w/eth0': { devices } }, at)[0]

describe('what the guest sees of a move', () => {
  it('of a shell: one device, one driver, one address for ever', () => {
    expect(sees([device({})], 9)).toMatchObject({
      nic: 'eth0',
      ip: '10.0.0.1/24',
      isSteady: true,
      says: 'One device, one driver, one MAC address since the start.',
    })
  })

  it('of a function that is unplugged and plugged in again: none in between, then another driver', () => {
    const devices = [device({ driver: 'ixgbevf', until: 2 }), device({ driver: 'bnx2x', from: 5 })]
    expect(sees(devices, 1)?.isSteady).toBe(true)
    expect(sees(devices, 3)).toMatchObject({ devices: [], isSteady: false })
    expect(sees(devices, 6)?.devices.map(({ driver }) => driver)).toEqual(['bnx2x'])
    expect(sees(devices, 6)?.says).toBe(
      '1 device at most at one time, 1 came and 1 went while it ran; 2 different drivers.',
    )
  })

  it('of a pair: three devices, and only what has happened by then', () => {
    const devices = [
      device({ role: 'master', driver: 'net_failover' }),
      device({ role: 'standby', name: 'eth0nsby', driver: 'virtio_net' }),
      device({ role: 'primary', name: 'eth0-vf', driver: 'ixgbevf', until: 2 }),
    ]
    expect(sees(devices, 1)).toMatchObject({ isSteady: false })
    expect(sees(devices, 1)?.says).toBe('3 devices at most at one time, none came or went; 3 different drivers.')
    expect(sees(devices, 3)?.devices).toHaveLength(2)
  })

  it('says nothing of a VM that the run has told nothing of', () => {
    expect(guestSees(LAB, 'w', {}, 1)).toEqual([])
  })
})
