// Prints what the engine is checked against, and how near it comes: `npm run validate`.
//   -- --only B5[,M/D/1]   only these items        -- --json    the table as data on stdout
//   -- --write             keeps the table in resources/fidelity/validation.json; with --only the entries of these items
//   -- --strict            exit code 1 when a row misses
// Progress goes to stderr. Times of this machine are not part of the table, so that it is the same everywhere.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { countRows, VALIDATION_FORMAT, type ValidationTable } from '../../src-shared/fidelity/validation-table'
import { ITEMS } from './items'
import { printEntry } from './print-table'
import { measureItem } from './validation-item'

const KEPT = 'resources/fidelity/validation.json'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})

const wanted = values.only?.split(',').map((id) => id.trim().toLowerCase())
const unknown = wanted?.filter((id) => !ITEMS.some((item) => item.id.toLowerCase() === id)) ?? []
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Items: ${ITEMS.map((item) => item.id).join(', ')}`)
  process.exit(2)
}
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const table: ValidationTable = { format: VALIDATION_FORMAT, engine: version, entries: [] }
/** Seconds of this process: what others do on the machine does not count. */
const seconds = (): number => process.cpuUsage().user / 1e6
const begin = seconds()
for (const item of ITEMS.filter(({ id }) => !wanted || wanted.includes(id.toLowerCase()))) {
  const start = seconds()
  const entry = measureItem(item)
  table.entries.push(entry)
  if (!values.json) console.log(printEntry(entry))
  console.error(`    (${item.id}: ${(seconds() - start).toFixed(1)} s)`)
}

const rows = countRows(table)
const misses = countRows(table, 'miss')
const text = `${JSON.stringify(table, null, 1)}\n`
if (values.json) process.stdout.write(text)
else console.log(`\n${rows - misses} of ${rows} rows hit, ${misses} miss`)
console.error(`    (${(seconds() - begin).toFixed(0)} s of one core in all)`)
if (values.write) {
  const kept = wanted ? (JSON.parse(readFileSync(KEPT, 'utf8')) as ValidationTable).entries : []
  const entries = ITEMS.flatMap(({ id }) => {
    const entry = [...table.entries, ...kept].find(({ item }) => item === id)
    return entry ? [entry] : []
  })
  writeFileSync(KEPT, `${JSON.stringify({ ...table, entries }, null, 1)}\n`)
}
process.exitCode = values.strict && misses > 0 ? 1 : 0
