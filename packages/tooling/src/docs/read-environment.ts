import { defaultLimits } from '@gatehouse/gateway/limits'

/** A variable as an `env.ts` reads it. `fallback`: what holds without it, as far as the source says it in plain words. */
export type ReadVariable = { name: string; required: boolean; fallback: string | undefined }

/**
 * The variables that the text of an `env.ts` reads: members of its zod object, `process.env.NAME`, `source.NAME`, `required('NAME')`,
 * and a name that stands in a constant. A small reader for our own few ways to write it, checked by a test that counts.
 */
export function readVariables(text: string): ReadVariable[] {
  const plain = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^\s*\n/gm, '')
  const found = new Map<string, ReadVariable>()
  const add = (name: string, required: boolean, fallback?: string) => {
    if (!found.has(name)) found.set(name, { name, required, fallback })
  }
  for (const [name, declaration] of schemaMembers(plain)) {
    const fallback = defaultOf(declaration)
    add(name, fallback === undefined && !declaration.includes('.optional()'), fallback)
  }
  for (const [, name = ''] of plain.matchAll(/required\('([A-Z][A-Z0-9_]*)'\)/g)) add(name, true)
  for (const [, name = '', fallback] of plain.matchAll(
    /(?:process\.env|source)\.([A-Z][A-Z0-9_]*)(?:\s*(?:\?\?|\|\|)\s*('[^']*'|\d+))?/g,
  )) {
    add(name, false, fallback?.replaceAll("'", ''))
  }
  if (/process\.env\[name\]/.test(plain)) {
    for (const [, name = ''] of plain.matchAll(/const name = '([A-Z][A-Z0-9_]*)'/g)) add(name, false)
  }
  return [...found.values()]
}

function schemaMembers(text: string): [string, string][] {
  return [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]*): ([\s\S]*?),\n(?= {2}\S|\})/gm)].map(
    ([, name = '', declaration = '']) => [name, declaration],
  )
}

function defaultOf(declaration: string): string | undefined {
  const expression = /\.default\(([\s\S]*)\)/.exec(declaration)?.[1]?.split(/\)\s*\.\w+\(/)[0]
  if (expression === undefined) return undefined
  const limit = /^defaultLimits\.(\w+)$/.exec(expression)?.[1]
  if (limit !== undefined) return String(defaultLimits[limit as keyof typeof defaultLimits])
  return expression.replace(/^'([\s\S]*)'$/, '$1')
}
