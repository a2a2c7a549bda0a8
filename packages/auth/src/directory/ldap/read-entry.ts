import type { Entry } from 'ldapts'

/** All values of an attribute as text. Names of attributes have no case (RFC 4512 §2.5). */
export function valuesOf(entry: Entry, attribute: string): string[] {
  return rawValues(entry, attribute).map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : value))
}

export function firstValue(entry: Entry, attribute: string): string | undefined {
  const value = valuesOf(entry, attribute)[0]
  return value === undefined || value === '' ? undefined : value
}

export function rawValues(entry: Entry, attribute: string): (string | Buffer)[] {
  const wanted = attribute.toLowerCase()
  for (const [name, value] of Object.entries(entry)) {
    if (name.toLowerCase() === wanted && name !== 'dn') return Array.isArray(value) ? value : [value]
  }
  return []
}
