import { createHash } from 'node:crypto'
import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { SourceIdentity } from './import-result.ts'
import { readJson } from './json-source.ts'
import type { ImportLimits } from './limits.ts'
import { ImportRefused, type SourceTree } from './source-tree.ts'
import { readYaml } from './yaml-source.ts'

export function tooLarge(bytes: number, limits: ImportLimits): ImportIssue | undefined {
  if (bytes <= limits.maxBytes) return undefined
  const mb = (value: number) => `${(value / 1024 / 1024).toFixed(value < 1024 * 1024 ? 2 : 1)} MB`
  return {
    rule: 'limits.bytes',
    message: `The file has ${mb(bytes)}; an import takes up to ${mb(limits.maxBytes)}.`,
    fix: 'Split the API, or remove large examples.',
  }
}

/** Bytes of a file as text, or why they are none: UTF-8 only, since that is what OpenAPI tools exchange. */
export function decodeSource(bytes: Uint8Array): { text: string } | { issue: ImportIssue } {
  const [a, b, c, d] = bytes
  const utf16 =
    (a === 0xff && b === 0xfe) ||
    (a === 0xfe && b === 0xff) ||
    (a === 0 && b !== 0 && c === 0) ||
    (a !== 0 && b === 0 && c !== 0 && d === 0)
  if (utf16)
    return {
      issue: {
        rule: 'encoding.utf16',
        message: 'The file is encoded as UTF-16; an import reads UTF-8.',
        fix: 'Save it again with the encoding UTF-8.',
      },
    }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { issue: binary }
  }
}

const binary: ImportIssue = {
  rule: 'encoding.binary',
  message: 'The file is no text in UTF-8; an import reads JSON or YAML.',
  fix: 'Choose the file that begins with `openapi: 3…`, saved as UTF-8.',
}

/** What was given, to tell later whether a file is the same. */
export function sourceIdentity(given: string | Uint8Array): SourceIdentity {
  const bytes = typeof given === 'string' ? Buffer.byteLength(given) : given.byteLength
  return { sha256: createHash('sha256').update(given).digest('hex'), bytes }
}

/** JSON or YAML text to tree, or the first thing that is wrong with it. Throws ImportRefused. */
export function readTree(text: string, fileName: string | undefined, limits: ImportLimits): SourceTree {
  const large = tooLarge(Buffer.byteLength(text), limits)
  if (large) throw new ImportRefused(large)
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (plain.includes('\0') || plain.slice(0, 4).includes('\uFFFD')) throw new ImportRefused(binary)
  const first = plain.trimStart()[0]
  const json = (first === '{' || first === '[') && !/\.ya?ml$/i.test(fileName ?? '')
  return json ? readJson(plain, limits) : readYaml(plain, limits)
}
