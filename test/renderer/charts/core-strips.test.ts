// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import CoreStrips from '../../../src-renderer/charts/CoreStrips.vue'

const strips = (hosts: number, samples: number, load: (sample: number) => number) =>
  mount(CoreStrips, {
    props: {
      hosts: Array.from({ length: hosts }, (_, host) => ({ path: `esx-${host}`, cores: 2 })),
      trail: {
        times: Array.from({ length: samples }, (_, sample) => sample),
        hosts: Array.from({ length: hosts }, () => [Array.from({ length: samples }, (_, sample) => load(sample)), []]),
      },
      window: { from: 0, to: samples },
      at: samples,
    },
  })

describe('strips of cores', () => {
  it('are shown of every host where they are few, and of the first until all are asked for', async () => {
    expect(strips(12, 5, () => 0).findAll('.host')).toHaveLength(12)
    const many = strips(100, 5, () => 0)
    expect(many.findAll('.host')).toHaveLength(12)
    await many.find('button').trigger('click')
    expect(many.findAll('.host')).toHaveLength(100)
    expect(many.find('button').exists()).toBe(false)
  })

  it('have no more points than pixels, and lose no peak by it', () => {
    const line =
      strips(1, 5000, (sample) => (sample === 1234 ? 1 : 0))
        .find('polyline')
        .attributes('points') ?? ''
    const heights = line.split(' ').map((point) => Number(point.split(',')[1]))
    expect(heights.length).toBeLessThanOrEqual(57)
    expect(Math.min(...heights)).toBe(1)
  })
})
