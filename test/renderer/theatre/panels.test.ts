// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VueWrapper } from '@vue/test-utils'
import GuidePanel from '../../../src-renderer/guide/GuidePanel.vue'
import LogPanel from '../../../src-renderer/log/LogPanel.vue'
import PacketLife from '../../../src-renderer/packet-life/PacketLife.vue'
import ProblemsPanel from '../../../src-renderer/problems/ProblemsPanel.vue'
import ReportDialog from '../../../src-renderer/report/ReportDialog.vue'
import RunBar from '../../../src-renderer/run-bar/RunBar.vue'
import VmotionDialog from '../../../src-renderer/vmotion/VmotionDialog.vue'
import VmotionTheatre from '../../../src-renderer/vmotion/VmotionTheatre.vue'
import { MOVES } from './demo-run'
import { goTo, mountPanel, openDemo, type OpenedLab, settled } from './mount-lab'

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

/** Dialogs stand outside of what mounts them. */
const page = (): HTMLElement => document.body
const button = (words: RegExp): HTMLButtonElement => {
  const all = [...page().querySelectorAll<HTMLButtonElement>('button')]
  const found = all.find((one) => words.test(one.textContent ?? '') || words.test(one.getAttribute('aria-label') ?? ''))
  if (!found) throw new Error(`no button ${words}; there are: ${all.map((one) => one.textContent?.trim()).join(', ')}`)
  return found
}
const press = async (words: RegExp): Promise<void> => {
  button(words).click()
  await settled()
}
const pressKey = async (element: Element | null, key: string): Promise<void> => {
  element?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await settled()
}

describe('the run bar', () => {
  it('runs and pauses, and says which', async () => {
    panel = mountPanel(RunBar)
    await press(/^Run$/)
    expect(opened.run.status?.state).toBe('running')
    expect(panel.find('[role=status]').text()).toBe('Running')
    await press(/^Pause$/)
    expect(panel.find('[role=status]').text()).toBe('Paused')
  })

  it('shows the clock of the run to the microsecond, and the seed', async () => {
    panel = mountPanel(RunBar)
    await goTo(opened, 3.214567)
    expect(panel.find('.clock').text()).toBe('3.214\u202f567 s')
    expect(panel.text()).toContain('2644')
  })

  it('begins a run again that is over', async () => {
    panel = mountPanel(RunBar)
    await goTo(opened, 2)
    opened.demo.show(11, 'finished')
    await settled()
    await press(/^Run$/)
    expect(opened.asked('run.reset')).toHaveLength(1)
    expect(opened.run.status?.state).toBe('running')
  })

  it('changes the speed of the run', async () => {
    panel = mountPanel(RunBar)
    await press(/^Run$/)
    await panel.find('.speed select').setValue('0')
    await settled()
    expect(opened.asked('run.pace').pop()).toEqual({ labId: 'lab-1', pace: 0 })
    expect(opened.run.status?.pace).toBe(0)
  })

  it('gives a run the speed that was chosen before it began', async () => {
    panel = mountPanel(RunBar)
    await panel.find('.speed select').setValue('0')
    expect(opened.asked('run.pace')).toEqual([])
    await press(/^Run$/)
    expect(opened.run.status?.pace).toBe(0)
  })

  it('seeks by keys: to the next event of the lab, to the end, back to the start', async () => {
    panel = mountPanel(RunBar)
    const slider = panel.find('[role=slider]').element
    for (const key of ['PageUp', 'End', 'Home']) {
      await pressKey(slider, key)
      opened.demo.tick(1)
      await settled()
    }
    expect(opened.asked('run.seek').map((one) => (one as { time: number }).time)).toEqual([3, 11, 0])
  })

  it('opens the dialog of the only VM', async () => {
    panel = mountPanel(RunBar)
    await press(/VMotion/)
    expect(opened.ui.vmotionOf).toBe('web-1')
  })
})

describe('the VMotion dialog', () => {
  const open = async (): Promise<void> => {
    panel = mountPanel(VmotionDialog)
    opened.ui.openVmotion('web-1')
    await settled()
  }
  const hosts = (): string[] =>
    [...page().querySelectorAll('.destination h3')].map((one) => one.textContent?.trim() ?? '')

  it('lists the best destination first and the present host last', async () => {
    await open()
    expect(hosts()).toEqual(['esx-c', 'esx-b', 'esx-d', 'esx-a'])
  })

  it('gives every reason with its sentence, and offers no way to a host that is refused', async () => {
    await open()
    const text = page().textContent ?? ''
    for (const says of ['no port group of that name', 'not enough memory', 'stays in emulation on esx-b']) {
      expect(text).toContain(says)
    }
    expect(() => button(/Move to esx-d/)).toThrow()
  })

  it('moves with one click, starts the run that has not begun, and shows the theatre', async () => {
    await open()
    await press(/Move to esx-c/)
    expect(opened.asked('run.act')).toEqual([{ labId: 'lab-1', action: { do: 'vmotion', vm: 'web-1', to: 'esx-c' } }])
    expect(opened.run.status?.state).toBe('running')
    expect(opened.ui.vmotionOf).toBeNull()
    expect(opened.ui.bottomTab).toBe('vmotion')
  })

  it('stays open and says why when the run refuses', async () => {
    opened.demo.handlers['run.act'] = () => ({
      outcome: 'refused',
      refusal: { code: 'already-migrating', says: 'The VM is being migrated.' },
      problems: [],
    })
    await open()
    await press(/Move to esx-c/)
    expect(page().querySelector('[role=alert]')?.textContent).toContain('The VM is being migrated.')
    expect(opened.ui.vmotionOf).toBe('web-1')
  })

  it('leads from a reason to its thing', async () => {
    await open()
    const link = [...page().querySelectorAll<HTMLButtonElement>('.reason button')][0]
    link?.click()
    await settled()
    expect(opened.selection.ids).toEqual(['vms/web-1/nics/eth0'])
    expect(opened.ui.vmotionOf).toBeNull()
  })

  it('says what is missing when nobody can be asked', async () => {
    opened.demo.destinations = []
    await open()
    expect(page().textContent).toContain('Add a second host')
  })
})

describe('the theatre', () => {
  it('teaches the phases before anything has moved, and leads to the move that is planned', async () => {
    panel = mountPanel(VmotionTheatre)
    expect(panel.text()).toContain('No VM has moved yet')
    await press(/Go to 3 s/)
    expect(opened.asked('run.seek')).toEqual([{ labId: 'lab-1', time: 3 }])
  })

  it('says what happens at the playhead and what the move cost', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 9)
    expect(panel.find('.story h3').text()).toBe('Completed')
    await goTo(opened, 7.5)
    expect(panel.find('.story h3').text()).toBe('Pre-copy, round 1')
    expect(panel.find('.figures').text()).toContain('61.8 ms')
    expect(panel.findAll('.story tbody tr')).toHaveLength(4)
  })

  it('keeps the end of a migration in sight while its beginning is looked at', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 5)
    await goTo(opened, 3.2)
    expect(panel.find('[role=tab][aria-selected=true]').text()).toContain('esx-a → esx-b')
    expect(panel.findAll('.story tbody tr')).toHaveLength(4)
  })

  it('goes from cut to cut by keys', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 9)
    await goTo(opened, 7.5)
    await pressKey(panel.find('svg[role=slider]').element, 'PageDown')
    const [, second] = MOVES
    const seeks = opened.asked('run.seek').map((one) => (one as { time: number }).time)
    expect(seeks[seeks.length - 1]).toBeCloseTo(7 + (second?.rounds[0]?.seconds ?? 0), 6)
  })

  it('aborts the migration that is under way, and offers it only then', async () => {
    panel = mountPanel(VmotionTheatre)
    await goTo(opened, 3.5)
    await press(/Abort/)
    expect(opened.asked('run.act')).toEqual([{ labId: 'lab-1', action: { do: 'abort-vmotion', vm: 'web-1' } }])
    await goTo(opened, 5)
    expect(() => button(/Abort/)).toThrow()
  })
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
