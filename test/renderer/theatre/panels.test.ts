// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VueWrapper } from '@vue/test-utils'
import GuidePanel from '../../../src-renderer/guide/GuidePanel.vue'
import LogPanel from '../../../src-renderer/log/LogPanel.vue'
import PacketLife from '../../../src-renderer/packet-life/PacketLife.vue'
import ProblemsPanel from '../../../src-renderer/problems/ProblemsPanel.vue'
import ReportDialog from '../../../src-renderer/report/ReportDialog.vue'
import { goTo, mountPanel, openDemo, settled, type OpenedLab } from './mount-lab'
import { page, press, pressKey } from './panel-page'

let opened: OpenedLab
let panel: VueWrapper | null = null
beforeEach(async () => {
  opened = await openDemo()
})
afterEach(() => {
  panel?.unmount()
  panel = null
  document.body.innerHTML = ''
})

describe('the log', () => {
  it('counts what it shows, filters by level and text, and takes the filter of an object', async () => {
    panel = mountPanel(LogPanel)
    await goTo(opened, 10)
    expect(panel.find('.found').text()).toBe('22 entries')
    await press(/Events/)
    expect(panel.find('.found').text()).toBe('3 of 22 entries')
    await press(/Show all/)
    await panel.find('input').setValue('switch-over stopped')
    expect(panel.find('.found').text()).toBe('2 of 22 entries')
    await press(/Show all/)
    opened.ui.showLog('web-1/eth0')
    await settled()
    expect(panel.find('.found').text()).toBe('4 of 22 entries')
  })

  it('leads from an entry to its thing and its moment, by keys too', async () => {
    panel = mountPanel(LogPanel)
    await goTo(opened, 10)
    const list = panel.find('[role=listbox]').element
    await pressKey(list, 'Home')
    await pressKey(list, 'ArrowDown')
    await pressKey(list, 'ArrowDown')
    await pressKey(list, 'Enter')
    expect(opened.selection.ids).toEqual(['flows/ping'])
    expect(opened.playhead.time).toBe(0.1)
  })
})

describe('the problems', () => {
  it('stand with place, sentence and remedy, errors first, and lead to the place', async () => {
    opened.demo.problems = [
      { code: 'w', level: 'warning', path: 'links/2', says: 'Nothing sends here.', remedy: 'Add a flow.' },
      {
        code: 'e',
        level: 'error',
        path: 'hosts/esx-a/nics/vmnic0/vfs',
        says: 'Too many functions.',
        remedy: 'Ask for 63.',
      },
    ]
    await opened.lab.open({ kind: 'empty' })
    panel = mountPanel(ProblemsPanel)
    expect(panel.findAll('li').map((row) => row.find('.place').text())).toEqual(['esx-a › vmnic0 › vfs', 'link 3'])
    expect(panel.text()).toContain('1 error: the lab cannot run')
    await press(/esx-a › vmnic0/)
    expect(opened.selection.ids).toEqual(['hosts/esx-a/nics/vmnic0'])
  })

  it('say so when there are none', () => {
    panel = mountPanel(ProblemsPanel)
    expect(panel.text()).toContain('No problems: the lab can run')
  })
})

describe('the report dialog', () => {
  beforeEach(() => {
    opened.demo.handlers['app.info'] = () => ({
      protocol: 1,
      version: '0.1.0',
      engine: 'test',
      way: 'desktop',
      printsPdf: true,
      versions: {},
      dataFolder: '/data',
      openAtStart: null,
    })
  })

  it('exports in the format that was chosen, with the notes, and says where it went', async () => {
    opened.demo.handlers['report.export'] = () => ({ outcome: 'written', file: '/home/me/report.md' })
    panel = mountPanel(ReportDialog)
    await goTo(opened, 5)
    opened.ui.openDialog('report')
    await settled()
    const markdown = page().querySelector<HTMLInputElement>('input[value=md]')
    markdown?.click()
    const notes = page().querySelector('textarea') as HTMLTextAreaElement
    notes.value = 'I saw it move.'
    notes.dispatchEvent(new Event('input'))
    await settled()
    await press(/^\s*(Download|Save as)/)
    expect(opened.asked('report.export')).toEqual([{ labId: 'lab-1', format: 'md', notes: 'I saw it move.' }])
    expect(page().textContent).toContain('Written to /home/me/report.md')
  })

  it('says why there is no report', async () => {
    opened.demo.handlers['report.export'] = () => ({
      outcome: 'refused',
      refusal: { code: 'no-run', says: 'There is no run yet. Press Run first.' },
    })
    panel = mountPanel(ReportDialog)
    opened.ui.openDialog('report')
    await settled()
    expect(page().textContent).toContain('Nothing has run yet')
    await press(/^\s*(Download|Save as)/)
    expect(page().textContent).toContain('There is no run yet.')
  })
})

describe('packet life', () => {
  const stage = (name: string, lane: 'guest' | 'hypervisor', start: number, header: string | null = null) => ({
    stage: name,
    lane,
    path: 'web-1',
    start,
    end: start + 1e-6,
    cycles: 3000,
    says: '',
    header,
  })

  it('shows a block a stage, and explains the one that is selected', async () => {
    opened.demo.handlers['run.packet-life'] = ({ flow }) => ({
      flow,
      sentAt: 1,
      outcome: 'delivered',
      stages: [
        stage('socket-send', 'guest', 1, '02000000000102000000000208004500'),
        stage('copy', 'hypervisor', 1.000001, '02000000000102000000000308004500'),
      ],
      header: '02000000000102000000000208004500',
    })
    panel = mountPanel(PacketLife)
    await press(/Follow a frame/)
    expect(panel.findAll('[role=option]')).toHaveLength(2)
    await pressKey(panel.find('[role=listbox]').element, 'ArrowRight')
    expect(panel.find('aside h3').text()).toBe('copy')
    expect(panel.find('aside').text()).toContain('The bytes are copied.')
    expect(panel.find('aside').text()).toContain('02:00:00:00:00:01')
    expect(panel.find('aside').text()).toMatch(/As copy left them at web-1/)
    expect(panel.find('aside').text()).toMatch(/source\s*02:00:00:00:00:03\s*was 02:00:00:00:00:02/)
    expect(panel.find('.summary').text()).toContain('1 copy')
  })

  it('keeps the frame that was shown last beside one of another moment', async () => {
    opened.demo.handlers['run.packet-life'] = ({ flow, from }) => ({
      flow,
      sentAt: from,
      outcome: 'delivered',
      stages: [stage('socket-send', 'guest', from)],
      header: '',
    })
    panel = mountPanel(PacketLife)
    await goTo(opened, 2)
    await press(/Follow a frame/)
    await goTo(opened, 5)
    await panel.findAll('select')[1]?.setValue('/shown-last')
    await press(/Follow a frame/)
    expect(panel.findAll('.summary b').map((title) => title.text())).toEqual([
      'upload, 5.000\u202f000 s',
      'upload, 2.000\u202f000 s',
    ])
  })

  it('asks for the frame of one flow after the other, so that none ends the look of the other', async () => {
    let isBusy = false
    opened.demo.handlers['run.packet-life'] = ({ flow }) => {
      const isAlone = !isBusy
      isBusy = true
      queueMicrotask(() => (isBusy = false))
      const stages = [stage('socket-send', 'guest', 1)]
      return isAlone ? { flow, sentAt: 1, outcome: 'delivered', stages, header: '' } : null
    }
    panel = mountPanel(PacketLife)
    const [, other] = panel.findAll('select')
    const second = other!.findAll('option').map(({ element }) => element.value)
    await other!.setValue(second[second.length - 1])
    await press(/Follow a frame/)
    expect(panel.findAll('.summary b')).toHaveLength(2)
  })

  it('looks from the start where the run is over, and offers it where no frame was found later', async () => {
    const asked: number[] = []
    opened.demo.handlers['run.packet-life'] = ({ from }) => (asked.push(from), null)
    panel = mountPanel(PacketLife)
    await goTo(opened, 2)
    await press(/Follow a frame/)
    await press(/Look from the start/)
    await goTo(opened, 11)
    await press(/Follow a frame from\s+the start/)
    expect(asked).toEqual([2, 0, 0])
  })

  it('teaches the lanes while there is no frame, and says when none was found', async () => {
    panel = mountPanel(PacketLife)
    expect(panel.text()).toContain('Follow one frame through every layer')
    await press(/Follow a frame/)
    expect(panel.text()).toContain('No frame was found')
  })
})

describe('the guide', () => {
  const answer = (passed: Record<string, boolean>): void => {
    opened.demo.handlers['run.result'] = () =>
      ({
        checks: Object.entries(passed).map(([id, one]) => ({ id, passed: one, actual: 7, says: id })),
      }) as never
  }

  it('shows objectives and steps before anything has run', () => {
    panel = mountPanel(GuidePanel)
    expect(panel.text()).toContain('Tell the shell')
    expect(panel.findAll('.steps li')).toHaveLength(6)
    expect(panel.find('.progress').text()).toContain('0 of 8')
  })

  it('marks steps by the checks of the run; before its end a check is open rather than failed', async () => {
    answer({ 'starts-direct': true, there: false })
    panel = mountPanel(GuidePanel)
    await goTo(opened, 2)
    expect(panel.findAll('.steps li.passed')).toHaveLength(1)
    expect(panel.findAll('.checks li.failed')).toHaveLength(0)
    opened.demo.show(11, 'finished')
    await settled()
    expect(panel.findAll('.checks li.failed')).toHaveLength(1)
    expect(panel.text()).toContain('found: 7')
  })

  it('leads to a guided lab where there is no guide', async () => {
    delete opened.demo.document.guide
    delete opened.demo.document.checks
    await opened.lab.open({ kind: 'empty' })
    panel = mountPanel(GuidePanel)
    await press(/Open a guided lab/)
    expect(opened.ui.leftTab).toBe('library')
  })
})
