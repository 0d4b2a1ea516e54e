// One field of a CSV file (RFC 4180) that a spreadsheet takes as it is meant.

/** A spreadsheet would take text that begins with one of these signs for a formula. */
const FORMULA = /^[=+\-@\t\r]/

export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvLine = (row: readonly (string | number)[]): string => `${row.map(csvField).join(',')}\r\n`
