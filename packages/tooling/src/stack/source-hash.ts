import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repositoryRoot } from '../repository.ts'

const neverSource = new Set([
  'node_modules',
  '.next',
  '.turbo',
  'dist',
  'generated',
  'test',
  'test-results',
  'next-env.d.ts',
])

/** SHA-256 over names and contents of files and folders below the repository, whatever the order they are listed in. */
export function hashSources(places: readonly string[]): string {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '')
  for (const file of places.flatMap(filesBelow).sort()) {
    hash.update(`\n${file}\n`).update(readFileSync(join(repositoryRoot, file)))
  }
  return hash.digest('hex')
}

/** Folders, relative to the repository, of a workspace package and of all that it depends on inside the workspace. */
export function workspaceClosure(
  folder: string,
  packages: ReadonlyMap<string, string> = workspacePackages(),
): string[] {
  const seen = new Set<string>()
  const visit = (place: string) => {
    if (seen.has(place)) return
    seen.add(place)
    for (const name of Object.keys(manifest(place).dependencies ?? {})) {
      const dependency = packages.get(name)
      if (dependency) visit(dependency)
    }
  }
  visit(folder)
  return [...seen].sort()
}

export function readStamp(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

export function writeStamp(path: string, hash: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, hash)
}

/** Every package of the workspace: its name → its folder relative to the repository. */
export function workspacePackages(root: string = repositoryRoot): Map<string, string> {
  const folders = ['prisma', 'e2e']
  for (const parent of ['apps', 'packages', 'examples']) {
    for (const entry of readdirSync(join(root, parent), { withFileTypes: true })) {
      if (entry.isDirectory()) folders.push(join(parent, entry.name))
    }
  }
  const packages = new Map<string, string>()
  for (const folder of folders.filter((one) => existsSync(join(root, one, 'package.json')))) {
    packages.set(manifest(folder, root).name, folder)
  }
  return packages
}

interface Manifest {
  readonly name: string
  readonly scripts?: Record<string, string>
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

export function manifest(folder: string, root: string = repositoryRoot): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
}

function filesBelow(place: string): string[] {
  const path = join(repositoryRoot, place)
  if (!existsSync(path)) return []
  const entries = tryReadFolder(path)
  if (!entries) return [place]
  return entries
    .filter((name) => !neverSource.has(name) && !name.endsWith('.tsbuildinfo'))
    .flatMap((name) => filesBelow(join(place, name)))
}

function tryReadFolder(path: string): string[] | undefined {
  try {
    return readdirSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}
