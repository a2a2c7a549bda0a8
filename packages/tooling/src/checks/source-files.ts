import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Path relative to the repository, with forward slashes → text. Checks read this only, so a fixture is a few lines. */
export type SourceFiles = ReadonlyMap<string, string>

export interface Finding {
  readonly file: string
  readonly message: string
}

const topFolders = ['apps', 'packages', 'prisma', 'e2e', 'examples']
const skippedFolders = new Set([
  'node_modules',
  '.next',
  '.turbo',
  'dist',
  'generated',
  'test-results',
  'playwright-report',
])
const sourceEnding = /\.(ts|tsx|mts|mjs|js|jsx|css|prisma)$/

/** All source files that people write, tests included, generated ones not. */
export function readSourceFiles(root: string): SourceFiles {
  const files = new Map<string, string>()
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) visit(path)
      else if (entry.isFile() && sourceEnding.test(entry.name) && entry.name !== 'next-env.d.ts')
        files.set(path, readFileSync(join(root, path), 'utf8'))
    }
  }
  for (const folder of topFolders) visit(folder)
  return files
}
