/**
 * What spreadsheets take for a formula at the beginning of a field (CWE-1236), whatever apostrophes stand before it; the wide forms are
 * the same signs to a spreadsheet that is set to Chinese or Japanese.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/

/**
 * One field of CSV (RFC 4180) that no spreadsheet computes: what could be a formula is led by an apostrophe, which `plainField` takes
 * away again. Quoted where it must be, and wherever it was led.
 */
export function csvField(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  // A number is what it is: -3 is no formula.
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text
  return safe !== text || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One row, with its end. */
export function csvRow(fields: readonly (string | number | null)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`
}

/** What a field said before it was made safe. */
export function plainField(field: string): string {
  return /^'+[=+\-@\t\r\n＝＋－＠]/.test(field) ? field.slice(1) : field
}
