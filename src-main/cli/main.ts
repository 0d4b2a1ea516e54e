// The command line: every command a function that ends with an exit code. Read `exit-code.ts` for what the codes mean and
// `commands/` for what each command does.
import { Command, CommanderError } from 'commander'
import { COMPARED_KINDS, DESIGN_KINDS } from '@shared/lab/with-design'
import { version } from '../../package.json'
import { calibrate, type CalibrateOptions } from './commands/calibrate'
import { check } from './commands/check'
import { compare, type CompareOptions } from './commands/compare'
import { compareTwo, type CompareRunsOptions } from './commands/compare-runs'
import { costs } from './commands/costs'
import { EXPORT_KINDS, exportLab } from './commands/export'
import { fidelity } from './commands/fidelity'
import { grade } from './commands/grade'
import { importLab } from './commands/import'
import { listLabs, showLab } from './commands/labs'
import { lint, type LintOptions } from './commands/lint'
import { run } from './commands/run'
import { serve } from './commands/serve'
import { verify } from './commands/verify'
import { EXIT, WrongInput, type ExitCode } from './exit-code'
import { printError, watchReaders } from './output'
import { visible } from './visible'

const LAB = 'a lab file, - for stdin, or the name of a lab that ships with the program'

const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`

function program(end: (exit: ExitCode) => void): Command {
  const cli = new Command('iov-lab')
    .description('A lab for network I/O virtualization: SR-IOV, passthrough, vSwitches and VMotion, frame by frame.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(iov-lab --help lists the commands, iov-lab COMMAND --help their options)')
    .addHelpText(
      'after',
      '\nExit status: 0 done and all checks passed, 1 a check failed or a digest differs,\n2 the input or the arguments are wrong, 3 an internal error.',
    )
  // commander's own types do not know that options are what was declared
  const command = (name: string, says: string) => cli.command(name).description(says)

  command('run', 'simulate a lab and say what happened')
    .argument('<lab>', LAB)
    .option('--until <time>', 'stop at this simulated time, such as 2.5s')
    .option('--json <file>', 'write the whole result as JSON (- for stdout)')
    .option('--report <file>', 'write a report; .html, .pdf, .md or .csv (- for Markdown on stdout)')
    .option('--captures <folder>', 'write the captures of the lab as pcapng files')
    .option(
      '--trace <flow[:n]>',
      'print the life of the n-th frame of a flow, stage by stage; with --json it is in the file',
    )
    .option('-q, --quiet', 'no summary; the exit status says whether all checks passed')
    .action(async (lab: string, options: Parameters<typeof run>[1]) => end(await run(lab, options)))

  command('check', 'list every problem of labs, with its path and what would be right')
    .argument('[lab...]', LAB)
    .option('--words', 'print the words in which the checks of a lab are written')
    .action(async (labs: string[], options: Parameters<typeof check>[1]) => end(await check(labs, options)))

  command('grade', 'run a lab, evaluate its checks, print a table; or every hand-in of a folder')
    .argument('<lab>', `${LAB}; or a folder of hand-ins: reports, results, labs`)
    .option('--json <file>', 'write the checks, or the grades, as JSON (- for stdout)')
    .option('--lab <lab>', 'of a folder: the lab as it was given out, whose checks and duration count')
    .option('--csv <file>', 'of a folder: write the grades for a spreadsheet (- for stdout)')
    .option('--pages <folder>', 'of a folder: write a report for each learner')
    .option('--limit <time>', 'of a folder: the longest that a hand-in may take here (default: 2min)')
    .option('-q, --quiet', 'print nothing; the exit status says whether all checks passed')
    .addHelpText(
      'after',
      examples(
        'iov-lab grade my.iovlab.yaml',
        'iov-lab grade hand-ins/ --lab my.iovlab.yaml --csv grades.csv',
        'iov-lab grade hand-ins/ --lab my.iovlab.yaml --pages graded/',
      ),
    )
    .action(async (lab: string, options: Parameters<typeof grade>[1]) => end(await grade(lab, options)))

  command('lint', 'look through the labs of a course: can they be solved, can their checks fail, do their texts hold')
    .argument(
      '<labs...>',
      'labs, or folders of labs; NAME.solution.yaml beside NAME.iovlab.yaml says how a lab is solved',
    )
    .option('--junit <file>', 'write a JUnit file, a case for each rule and lab (- for stdout)')
    .option('--json <file>', 'write what was found as JSON (- for stdout)')
    .option('--limit <time>', 'the longest that one run of a lab may take here (default: 1min)')
    .option('--strict', 'warnings count as errors')
    .option('-q, --quiet', 'print nothing; the exit status says whether there are errors')
    .addHelpText('after', examples('iov-lab lint course/', 'iov-lab lint course/ --strict --junit lint.xml'))
    .action(async (labs: string[], options: LintOptions) => end(await lint(labs, options)))

  command('compare', 'two runs: their first difference, and what their flows got; or one lab, once for each design')
    .argument('<lab>', `${LAB}, or a report or result of a run`)
    .argument(
      '[other]',
      'what to compare it with; without it and without --variant and --seed: each design that moves a VM',
    )
    .option('--variant <name>', 'compare the lab with a variant of it')
    .option('--seed <n>', 'compare the lab with itself under another seed')
    .option('--designs <list>', `some of ${COMPARED_KINDS.join(', ')} (default: ${DESIGN_KINDS.join(', ')})`)
    .option('--json <file>', 'write what was found as JSON (- for stdout)')
    .option('-q, --quiet', 'print nothing; of two runs, the exit status says whether they are the same')
    .action(async (lab: string, other: string | undefined, options: CompareOptions & CompareRunsOptions) => {
      const areTwo = other !== undefined || options.variant !== undefined || options.seed !== undefined
      end(await (areTwo ? compareTwo(lab, other, options) : compare(lab, options)))
    })

  command('verify', 'run again what a report or result says was run, and compare')
    .argument('<file>', 'a result (JSON) or a report (HTML, Markdown), - for stdin')
    .option('-q, --quiet', 'print nothing; the exit status says whether the digests agree')
    .action(async (file: string, options: { quiet?: boolean }) => end(await verify(file, options)))

  command('costs', 'print the cost model: stage, value, unit, range, source')
    .option('--json', 'as JSON')
    .option('--profile <name>', 'modern or legacy', 'modern')
    .action(async (options: Parameters<typeof costs>[0]) => end(await costs(options)))

  command('calibrate', 'fit costs of the model to measurements of a host of your own; prints a costs: block for a lab')
    .argument(
      '<csv>',
      'a row a measurement: cpu (cores busy) or cpu%, pps and size of the udp flow, or places of the lab',
    )
    .requiredOption('--lab <lab>', 'the lab that is like what was measured')
    .option('--host <name>', 'the host that was measured (default: the only one)')
    .option('--fit <stages>', 'stages with a cost of their own, by commas (default: one factor for all)')
    .option('--json <file>', 'write costs and residuals as JSON (- for stdout)')
    .option('-q, --quiet', 'print nothing; the exit status is 1 for a bad fit')
    .addHelpText(
      'after',
      examples(
        'iov-lab calibrate host.csv --lab my.iovlab.yaml',
        'iov-lab calibrate host.csv --lab my.iovlab.yaml --fit vm-exit,copy-byte',
        '',
        'host.csv:',
        'pps,size,cpu',
        '100000,64,0.42',
        '200000,1400,0.97',
      ),
    )
    .action(async (csv: string, options: CalibrateOptions) => end(await calibrate(csv, options)))

  command('fidelity', 'print what the engine models and leaves out, and how near it comes (Markdown)')
    .option('--json', 'mechanisms, validation table and evidence as JSON')
    .action(async (options: Parameters<typeof fidelity>[0]) => end(await fidelity(options)))

  const labs = command('labs', 'list the labs that ship with the program')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => end(await listLabs(options)))
  labs
    .command('show')
    .description('what a lab is about: objectives, steps, checks, questions')
    .argument('<name>', 'as iov-lab labs lists it')
    .option('--source', 'print the lab document itself')
    .action(async (name: string, options: { source?: boolean }) => end(await showLab(name, options)))

  command('serve', 'the app in a browser, on 127.0.0.1 only')
    .option('--port <n>', 'port to listen on; 0: any free one', '0')
    .option('--data <folder>', 'where settings, unsaved work and own labs are kept')
    .option('--lab <lab>', 'a lab to open at once: a file, or the name of a shipped lab')
    .action(async (options: Parameters<typeof serve>[0]) => end(await serve(options)))

  command('export', 'commands or definitions for real hosts, or the picture')
    .argument('<lab>', LAB)
    .requiredOption('--to <kind>', EXPORT_KINDS.join(', '))
    .option('-o, --output <file>', 'a file; for libvirt also a folder (default: stdout)')
    .action(async (lab: string, options: Parameters<typeof exportLab>[1]) => end(await exportLab(lab, options)))

  command('import', 'libvirt domains and networks into a lab')
    .argument('<file...>', 'XML files, as virsh dumpxml and virsh net-dumpxml write them')
    .option('-o, --output <file>', 'the lab file (default: stdout)')
    .option('--name <name>', 'name of the lab')
    .action(async (files: string[], options: Parameters<typeof importLab>[1]) => end(await importLab(files, options)))
  return cli
}

/**
 * A package that saves settings listens to these signals as soon as it is loaded, and whoever listens is told when a
 * simulation is over. Without a listener a signal ends the program at once; `serve` listens for itself.
 */
function endAtSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.removeAllListeners(signal)
}

async function main(): Promise<void> {
  endAtSignals()
  watchReaders()
  // a lab that is given to a reader who left is still run to its end
  let exit: ExitCode = EXIT.done
  try {
    await program((code) => (exit = code)).parseAsync()
  } catch (cause) {
    exit = report(cause)
  }
  process.exitCode = exit
}

/** Says what went wrong, on stderr. */
function report(cause: unknown): ExitCode {
  if (cause instanceof WrongInput) {
    const lines = [`iov-lab: ${cause.says}`, ...cause.details.map((detail) => `  ${detail}`)]
    printError(`${lines.map(visible).join('\n')}\n`)
    return EXIT.wrongInput
  }
  // commander has printed its message already
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.done : EXIT.wrongInput
  const said = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  printError(`iov-lab: a mistake of the program, please report it with the lab and this text:\n${said}\n`)
  return EXIT.internal
}

void main()
