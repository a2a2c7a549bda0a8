import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Snapshot } from '@gatehouse/policies/decide-types'
import { type BuildResult, buildSnapshot } from '@gatehouse/policies/snapshot/build'
import { ValidatorCache } from './validator-cache.ts'

export type LoadOptions = {
  /** Build worker: compile every schema now, so that a bad one refuses the snapshot. */
  check?: boolean
  /** Serving thread: the build worker has verified and decoded these bytes. */
  trusted?: boolean
  previous?: Snapshot | null
}

/** Builds a snapshot from its manifest and the parts in `configuration` (see ConfigurationStore). */
export function loadSnapshot(configuration: string, manifestText: string, options: LoadOptions): BuildResult {
  const cache = new ValidatorCache(join(configuration, 'validators'))
  return buildSnapshot({
    manifestText,
    parts: partsOnDisk(configuration),
    compileSchema: options.check === true ? cache.codeInUse : cache.code,
    checkSchemas: options.check ?? false,
    trusted: options.trusted ?? false,
    previous: options.previous ?? null,
  })
}

/** Reads a part when it is asked for: those that a thread holds already never leave the disk. */
function partsOnDisk(configuration: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  parts.get = (hash) => {
    try {
      return readFileSync(join(configuration, 'parts', `${hash}.json`), 'utf8')
    } catch {
      return undefined
    }
  }
  return parts
}
