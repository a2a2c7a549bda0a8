import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { generateValidatorCode, type SchemaSet, schemaSetKey } from '@gatehouse/policies/snapshot/validators'
import { sha256 } from '../store/configuration-store.ts'

/** Code that nothing has asked for in this long is removed. */
const keepMs = 7 * 24 * 3600 * 1000

/**
 * Validator code on disk by the key of its schema set: generated once per schema and gateway, in the build worker. The folder is the
 * gateway's own (0700); a checksum in the first line tells a damaged file from code.
 */
export class ValidatorCache {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Code for a set: from the cache, else generated and kept. @throws when the schema does not compile. */
  readonly code = (set: SchemaSet): string => {
    const key = schemaSetKey(set)
    const path = join(this.#folder, `${key}.js`)
    const cached = read(path)
    if (cached !== undefined) return cached
    const code = generateValidatorCode(set)
    const temporary = `${path}.${threadId}`
    writeFileSync(temporary, `${sha256(code)}\n${code}`, { mode: 0o600 })
    renameSync(temporary, path)
    return code
  }

  /** As `code`, and remembers that it is still in use. */
  readonly codeInUse = (set: SchemaSet): string => {
    const code = this.code(set)
    const now = Date.now() / 1000
    utimesSync(join(this.#folder, `${schemaSetKey(set)}.js`), now, now)
    return code
  }

  prune(now: number): void {
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name)
      if (now - statSync(path).mtimeMs > keepMs) rmSync(path, { force: true })
    }
  }
}

function read(path: string): string | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const code = text.slice(65)
  return text.charAt(64) === '\n' && sha256(code) === text.slice(0, 64) ? code : undefined
}
