import { describe, expect, it } from 'vitest'
import { resolveLab } from '@shared/lab/resolve-lab'
import { type Lab } from '@shared/lab/schema'
import { stateAt } from '../../../src-main/interop/picture/picture-state'
import { topologySvg } from '../../../src-main/interop/topology-svg'
import { parseXml, type XmlElement } from '../../../src-main/interop/xml'
import { sampleResult, shippedLab } from '../report/sample-result'

const draw = (lab: Lab) => topologySvg(lab, resolveLab(lab))

/** All texts of the picture. */
function texts(svg: string): string[] {
  const parsed = parseXml(svg)
  if (!parsed.ok) throw new Error(`line ${parsed.line}: ${parsed.says}`)
  const walk = (element: XmlElement): string[] => [element.text, ...element.children.flatMap(walk)]
  return walk(parsed.root).filter((text) => text !== '')
}

describe('the picture', () => {
  it.each(['sr-iov-to-plain-nic', 'uniform-passthrough', 'fixed-passthrough-refused', 'first-flight'])(
    'is well-formed and names every part of %s',
    (name) => {
      const lab = shippedLab(name)
      const found = texts(draw(lab))
      const parts = [lab.hosts, lab.vms, lab.switches, lab.stations].flatMap((group) => Object.keys(group ?? {}))
      for (const part of parts) expect(found).toContain(part)
    },
  )

  it('shows mode and function of a vNIC by word, and explains the word', () => {
    const found = texts(draw(shippedLab('sr-iov-to-plain-nic')))
    expect(found.filter((text) => text === 'plug-in')).toHaveLength(2)
    expect(found).toContain('past the vSwitch; a shell with the plug-in of the vendor')
    expect(found).not.toContain('emulated')
  })

  it('shows a run at an instant: who is where, and which way', () => {
    const result = sampleResult()
    const lab = shippedLab('sr-iov-to-plain-nic')
    const model = resolveLab(lab)
    const moved = texts(topologySvg(lab, model, { state: stateAt(model, result, 6) }))
    expect(moved).toContain('emulated')
    expect(moved).toContain('elsewhere')
    expect(moved).not.toContain('plug-in')
    const back = texts(topologySvg(lab, model, { state: stateAt(model, result, 10) }))
    expect(back).toContain('plug-in')
  })

  it('tells ways apart without colour: software ways are broken lines, direct ones are not', () => {
    const svg = draw(shippedLab('fixed-passthrough-refused'))
    expect(svg).toMatch(/stroke="#2d7fe0"[^>]*stroke-dasharray/)
    expect(svg).not.toMatch(/stroke="#1f9a4c"[^>]*stroke-dasharray/)
  })

  it('survives names that are hostile to XML', () => {
    const lab = shippedLab('first-flight')
    lab.name = '</title><script>alert(1)</script>\u0000'
    expect(texts(draw(lab))[0]).toContain('</title><script>')
  })

  it('is the same text every time', () => {
    expect(draw(shippedLab('uniform-passthrough'))).toBe(draw(shippedLab('uniform-passthrough')))
  })

  it('draws an empty lab', () => {
    expect(texts(draw({ format: 'iov-lab/1', name: 'nothing' }))).toContain('an empty lab')
  })

  it('folds hosts to cards when there are too many to read', () => {
    const lab: Lab = { format: 'iov-lab/1', name: 'many', hosts: {}, vms: {} }
    for (let index = 0; index < 40; index++) {
      lab.hosts![`host-${index}`] = { nics: { vmnic0: { model: 'intel-x710' } } }
      lab.vms![`vm-${index}`] = { host: `host-${index}`, nics: { eth0: {} } }
    }
    const svg = draw(lab)
    expect(texts(svg).filter((text) => text === '1 VM, 1 NIC')).toHaveLength(40)
    expect(Number(/width="(\d+)"/.exec(svg)![1])).toBeLessThan(1450)
  })
})
