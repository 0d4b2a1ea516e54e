import { expect, it } from 'vitest'
import { checkLab } from '../../../src-shared/lab/check-lab'
import { labFrom } from '../../helper/lab-builder'

const errors = (path: string, value: string): string[] =>
  checkLab(
    labFrom(`
duration: 1s
hosts: { h: { vswitches: { v: { portGroups: { p: { shaping: { average: 1Mbps } } } } } } }
events: [ { at: 500ms, do: set, path: ${path}, value: ${value} } ]
`),
  )
    .filter(({ level }) => level === 'error')
    .map(({ code }) => code)

it('a script takes a group of fields away with null, as a person at the window does, and no single value', () => {
  expect(errors('h/v/p/shaping', 'null')).toEqual([])
  expect(errors('h/v/p/promiscuous', 'null')).toEqual(['wrong-type'])
  expect(errors('h/v/p/shaping', 'fast')).toEqual(['wrong-type'])
  expect(errors('h/v', 'null')).not.toEqual([])
})
