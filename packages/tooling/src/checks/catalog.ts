import { parse } from 'yaml'
import type { Finding } from './source-files.ts'

interface Manifest {
  readonly name?: string
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
}

export interface CatalogInput {
  /** Path → text of each package.json of the workspace. */
  readonly manifests: ReadonlyMap<string, string>
  readonly workspaceFile: string
  readonly lockfile: string
}

const internal = /^@gatehouse\//

/** Each external version stands once, exactly, in the catalog; the lockfile names no registry of any one machine. */
export function findCatalogBreaches({ manifests, workspaceFile, lockfile }: CatalogInput): Finding[] {
  const { catalog = {} } = parse(workspaceFile) as { catalog?: Record<string, string> }
  const used = new Set<string>()
  const findings: Finding[] = []
  for (const [file, text] of manifests) {
    for (const [name, version] of dependenciesOf(JSON.parse(text) as Manifest)) {
      used.add(name)
      const wanted = internal.test(name) ? 'workspace:*' : 'catalog:'
      if (version !== wanted) findings.push({ file, message: `${name} is "${version}", must be "${wanted}"` })
      else if (!internal.test(name) && !(name in catalog))
        findings.push({ file, message: `${name} is not in the catalog` })
    }
  }
  for (const [name, version] of Object.entries(catalog)) {
    if (!used.has(name))
      findings.push({ file: 'pnpm-workspace.yaml', message: `${name} is in the catalog but nothing uses it` })
    if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version))
      findings.push({ file: 'pnpm-workspace.yaml', message: `${name} is "${version}", must be one exact version` })
  }
  lockfile.split('\n').forEach((line, index) => {
    // A deprecation note may name an address; where a package comes from may not.
    if (/\b(tarball|registry):/.test(line) || /resolution:.*https?:/.test(line)) {
      findings.push({ file: `pnpm-lock.yaml:${index + 1}`, message: 'names the address of a registry' })
    }
  })
  return findings
}

function dependenciesOf(manifest: Manifest): [string, string][] {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest
  return [dependencies, devDependencies, optionalDependencies, peerDependencies].flatMap((one) =>
    Object.entries(one ?? {}),
  )
}
