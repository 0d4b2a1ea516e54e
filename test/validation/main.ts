// Prints what the engine is checked against, and how near it comes: `npm run validate`. Exit code 1 when a case is off.
import { CLOSED_FORMS } from './closed-forms'

const significant = (value: number): string => Number(value.toPrecision(7)).toString()

let failures = 0
for (const form of CLOSED_FORMS) {
  const measured = form.measure()
  const deviation = measured / form.expected - 1
  const passed = form.tolerance === 0 ? measured === form.expected : Math.abs(deviation) <= form.tolerance
  if (!passed) failures++
  console.log(`${passed ? 'ok  ' : 'OFF '} ${form.says}`)
  console.log(
    `     ${significant(measured)} ${form.unit}, expected ${significant(form.expected)} (${form.source}); ` +
      `${deviation === 0 ? 'exact' : `${(deviation * 100).toFixed(3)} %`}, tolerance ${form.tolerance * 100} %`,
  )
}
console.log(
  failures === 0 ? `all ${CLOSED_FORMS.length} cases agree` : `${failures} of ${CLOSED_FORMS.length} cases are off`,
)
process.exitCode = failures === 0 ? 0 : 1
