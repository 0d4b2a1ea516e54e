import { expect, it } from 'vitest'
import { loneSamples } from '../../../src-renderer/charts/lone-samples'

it('samples are alone where there is none before and none behind, at both ends too', () => {
  expect(loneSamples([3, null, null, 4, 5, null, 6, undefined, 7])).toEqual([0, 6, 8])
  expect(loneSamples([1, 2, 3])).toEqual([])
  expect(loneSamples([])).toEqual([])
  expect(loneSamples([0])).toEqual([0])
})
