// What lint found as JUnit XML: a suite a lab, a case a rule, so that a CI server shows each defect by itself.
import { escapeXml } from '../interop/picture/svg-text'
import { LINT_RULES, type LintedLab, type LintRule } from './lint-rules'

export function lintJunit(labs: readonly LintedLab[], isFailure: (rule: LintRule) => boolean): string {
  const suites = labs.map(({ file, findings, seconds }) => {
    const rules = Object.keys(LINT_RULES) as LintRule[]
    const cases = rules.map((rule) => {
      const found = findings.filter((finding) => finding.rule === rule)
      const tag = isFailure(rule) ? 'failure' : 'skipped'
      const told = found.map(({ path, says, remedy }) => {
        const message = escapeXml(`${path === '' ? '' : `${path}: `}${says}`)
        return `      <${tag} message="${message}">${escapeXml(remedy)}</${tag}>\n`
      })
      // a case is skipped once
      const inside = (isFailure(rule) ? told : told.slice(0, 1)).join('')
      const head = `    <testcase classname="${escapeXml(file)}" name="${rule}: ${escapeXml(LINT_RULES[rule].says)}"`
      return {
        text: inside === '' ? `${head}/>\n` : `${head}>\n${inside}    </testcase>\n`,
        isFailed: inside !== '' && isFailure(rule),
      }
    })
    const failures = cases.filter((one) => one.isFailed).length
    const head = `  <testsuite name="${escapeXml(file)}" tests="${cases.length}" failures="${failures}" errors="0" time="${seconds.toFixed(3)}">`
    return { text: `${head}\n${cases.map(({ text }) => text).join('')}  </testsuite>\n`, tests: cases.length, failures }
  })
  const sum = (of: 'tests' | 'failures'): number => suites.reduce((total, suite) => total + suite[of], 0)
  const body = suites.map(({ text }) => text).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="iov-lab lint" tests="${sum('tests')}" failures="${sum('failures')}">\n${body}</testsuites>\n`
}
