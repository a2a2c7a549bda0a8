import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const names = ['import-worker.ts', 'import-worker.js', 'import-worker.mjs']
/** The command line as one file (packages/cli): it is its own worker. */
const oneFile = 'gatehouse.mjs'

/**
 * The file that the worker thread runs. `new Worker(new URL('./import-worker.ts', import.meta.url))` is what bundlers look for: Turbopack
 * rewrites it to a chunk that only exists in its own runtime. So the name is never written beside `new URL`, and the file is looked for
 * at run time, in this order:
 *
 * 1. beside this module: plain Node, tests, and images or the CLI when they bundle `import-worker.js` beside their own file;
 * 2. beside the module that started the process: a bundle whose `import.meta.url` is not its place;
 * 3. `packages/importers/src` in the working directory or above it: a Next server of the repository, whatever its bundler did.
 *
 * The `turbopackIgnore` comments keep Next from tracing the whole repository into its output because of these look-ups.
 */
export function workerFile(from: { moduleUrl: string; main: string | undefined; cwd: string }): string {
  const own = from.moduleUrl.startsWith('file:') ? fileURLToPath(from.moduleUrl) : ''
  if (basename(own) === oneFile) return own
  const folders: string[] = []
  if (own !== '') folders.push(dirname(own))
  if (from.main !== undefined) folders.push(dirname(from.main))
  for (let folder = from.cwd; ; folder = dirname(folder)) {
    folders.push(
      join(/* turbopackIgnore: true */ folder, 'packages', 'importers', 'src'),
      join(/* turbopackIgnore: true */ folder, 'node_modules', '@gatehouse', 'importers', 'src'),
    )
    if (dirname(folder) === folder) break
  }
  for (const folder of folders) {
    for (const name of names) {
      const file = join(/* turbopackIgnore: true */ folder, name)
      if (existsSync(/* turbopackIgnore: true */ file)) return file
    }
  }
  throw new Error(
    `import-worker.js not found; a bundle must ship packages/importers/src/import-worker.ts beside its main file. Looked in ${folders.slice(0, 3).join(', ')} and above.`,
  )
}
