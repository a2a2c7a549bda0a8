import { chmod } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Writes the command as one file that runs wherever Node does. */
export async function bundle(file = here('./dist/gatehouse.mjs')): Promise<string> {
  const build = await rolldown({ input: here('./src/one-file.ts'), platform: 'node', logLevel: 'warn' })
  // The name is part of it: importers’ worker-file.ts knows the one file that is its own worker by it.
  await build.write({ file, format: 'esm', codeSplitting: false, minify: true, banner: '#!/usr/bin/env node' })
  await build.close()
  await chmod(file, 0o755)
  return file
}

// `node bundle.ts [FILE]`
if (import.meta.main) process.stdout.write(`${await bundle(process.argv[2])}\n`)
