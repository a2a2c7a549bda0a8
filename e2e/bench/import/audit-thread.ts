import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { importOpenApiWithFates } from '@gatehouse/importers/import-openapi'

/** One description to audit, and what was found. */
export interface AuditJob {
  file: string
}
export interface Audit {
  keys: number
  /** Keys of the source that are in none of the report's lists, or in more than one, and keys in a list that the source does not have. */
  wrong: string[]
  /** Items of the report whose line does not hold the key that they name. */
  wrongLines: string[]
  operations: number
}

/** Pointers of all keys, found by no code of the importers. */
function keysOf(value: unknown, pointer: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) keysOf(item, `${pointer}/${index}`, found)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      found.add(at)
      keysOf(inner, at, found)
    }
}

function audit({ file }: AuditJob): Audit {
  const text = readFileSync(file, 'utf8')
  const { result, fates } = importOpenApiWithFates({ text, fileName: file })
  if (!result.ok) return { keys: 0, wrong: [], wrongLines: [], operations: 0 }
  const source: unknown = JSON.parse(text)
  const keys = new Set<string>()
  keysOf(source, '', keys)
  const left = new Set(keys)
  const wrong: string[] = []
  for (const { pointer } of fates) if (!left.delete(pointer)) wrong.push(pointer)
  wrong.push(...left)
  const { counts, items } = result.report
  if (counts.enforced + counts.documented + counts.dropped !== keys.size) wrong.push('(counts)')
  const lines = text.split('\n')
  const wrongLines = items.flatMap(({ pointer, line }) => {
    const key = pointer
      .slice(pointer.lastIndexOf('/') + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~')
    const there = line !== undefined && (lines[line - 1] ?? '').includes(JSON.stringify(key).slice(1, -1))
    return there || /^\d+$/.test(key) ? [] : [pointer]
  })
  const description: ApiDescription = result.description
  return { keys: keys.size, wrong, wrongLines, operations: description.operations.length }
}

const port = parentPort
port?.on('message', (job: AuditJob) => port.postMessage(audit(job)))
