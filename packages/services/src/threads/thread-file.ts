import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A thread's file: in its folder of this package, beside the program of a bundle, or in the repository above the working directory of a
 * Next server. Never named beside `new URL`, which bundlers rewrite. Undefined where it was not shipped: then its work runs in place.
 */
export function threadFile(folder: readonly string[], name: string): string | undefined {
  const folders: string[] = []
  if (import.meta.url.startsWith('file:')) folders.push(join(dirname(fileURLToPath(import.meta.url)), '..', ...folder))
  const main = process.argv[1]
  if (main !== undefined) folders.push(dirname(resolve(/* turbopackIgnore: true */ main)))
  for (let above = process.cwd(); ; above = dirname(above)) {
    folders.push(join(/* turbopackIgnore: true */ above, 'packages', 'services', 'src', ...folder))
    if (dirname(above) === above) break
  }
  for (const place of folders) {
    for (const ending of ['ts', 'js', 'mjs']) {
      const file = join(/* turbopackIgnore: true */ place, `${name}.${ending}`)
      if (existsSync(/* turbopackIgnore: true */ file)) return file
    }
  }
  return undefined
}
