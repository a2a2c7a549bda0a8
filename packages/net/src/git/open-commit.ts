import { GitFailure } from './git-failure.ts'
import { type GitAccess, GitTransport } from './git-transport.ts'
import { type GitObject, type PackLimits, readPack } from './read-pack.ts'

export { GitFailure } from './git-failure.ts'

export type GitCommit = {
  /** SHA-1 of the commit that the ref means now. */
  readonly id: string
  /** Paths of its files, those nearest to the top first; no symbolic links, no submodules. */
  readonly paths: readonly string[]
  /** The bytes of these files; `no-file` for a path that the commit has not. */
  readonly read: (paths: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>
}

const limits: PackLimits = { maxObjects: 200_000, maxObjectBytes: 12 * 1024 * 1024, maxUnpackedBytes: 96 * 1024 * 1024 }
const maxPaths = 50_000
/** A few objects can be a tree of billions of folders that hold no file. */
const maxFolders = 50_000

/**
 * One commit of a repository over http(s), read in memory through the guarded fetch: no working tree, no configuration, no hooks, no
 * credentials, nothing of the repository is ever run. Where the server can filter, only trees come first and then the files that are
 * read; elsewhere the commit comes whole. Throws GitFailure.
 */
export async function openCommit(url: string, ref: string, access: GitAccess): Promise<GitCommit> {
  const transport = await GitTransport.open(url, access)
  const id = /^[0-9a-f]{40}$/.test(ref) ? ref : await commitOf(transport, ref)
  const filter = transport.canFilter ? ['filter blob:none'] : []
  const objects = readPack(await transport.fetchPack([id], ['deepen 1', ...filter]), limits)
  const commit = objects.get(id)
  const tree = commit?.type === 'commit' ? /^tree ([0-9a-f]{40})\n/.exec(commit.body.toString('latin1', 0, 46)) : null
  if (!tree?.[1]) throw new GitFailure('no-ref')
  const files = new Map<string, string>()
  listFiles(objects, tree[1], files)
  return { id, paths: [...files.keys()], read: (paths) => readFiles(transport, objects, files, paths) }
}

async function commitOf(transport: GitTransport, ref: string): Promise<string> {
  const names =
    ref === '' ? ['HEAD'] : [`refs/heads/${ref}`, `refs/tags/${ref}`, ...(ref.startsWith('refs/') ? [ref] : [])]
  const refs = await transport.listRefs(names)
  for (const name of names) {
    const found = refs.find((one) => one.name === name)
    if (found) return found.peeled ?? found.id
  }
  throw new GitFailure('no-ref')
}

/** A tree is a list of `mode name\0` and 20 bytes of id. */
function listFiles(objects: ReadonlyMap<string, GitObject>, root: string, files: Map<string, string>): void {
  const folders: { id: string; path: string }[] = [{ id: root, path: '' }]
  for (let index = 0; index < folders.length; index += 1) {
    const folder = folders[index]
    const tree = objects.get(folder?.id ?? '')
    if (folder === undefined || tree?.type !== 'tree') throw new GitFailure('damaged')
    const { body } = tree
    for (let at = 0; at < body.length; ) {
      const space = body.indexOf(0x20, at)
      const zero = body.indexOf(0, space)
      if (space < 0 || zero < 0 || zero + 21 > body.length) throw new GitFailure('damaged')
      const mode = body.toString('latin1', at, space)
      const path = `${folder.path}${body.toString('utf8', space + 1, zero)}`
      const id = body.toString('hex', zero + 1, zero + 21)
      at = zero + 21
      if (mode === '40000') folders.push({ id, path: `${path}/` })
      else if (mode.startsWith('100')) files.set(path, id)
      if (files.size > maxPaths || folders.length > maxFolders) throw new GitFailure('too-large')
    }
  }
}

async function readFiles(
  transport: GitTransport,
  objects: Map<string, GitObject>,
  files: ReadonlyMap<string, string>,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const ids = paths.map((path) => files.get(path) ?? absent(path))
  const missing = [...new Set(ids)].filter((id) => !objects.has(id))
  if (missing.length > 0) {
    for (const [id, object] of readPack(await transport.fetchPack(missing, []), limits)) objects.set(id, object)
  }
  return new Map(
    paths.map((path, index) => {
      const blob = objects.get(ids[index] ?? '')
      if (blob?.type !== 'blob') throw new GitFailure('damaged')
      return [path, blob.body]
    }),
  )
}

function absent(path: string): never {
  throw new GitFailure('no-file', path)
}
