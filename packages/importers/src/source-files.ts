import type { ImportIssue } from '@gatehouse/contracts/import-report'
import type { ImportBundle } from './import-bundle.ts'
import type { ImportLimits } from './limits.ts'
import { decodeSource, readTree } from './read-source.ts'
import { recogniseText } from './recognise-format.ts'
import { ImportRefused, isObject, member, type SourceTree } from './source-tree.ts'

/** A file of the bundle that was parsed. */
export interface SourceFile {
  name: string
  tree: SourceTree
}

/**
 * The files of one import as trees: the root at once, each other when the first reference leads to it. What is never referred to is
 * never parsed.
 */
export class SourceFiles {
  readonly bundle: ImportBundle
  readonly root: SourceFile
  readonly #limits: ImportLimits
  readonly #loaded = new Map<string, SourceFile>()
  /** The file of each object; made when there is a second file. */
  #owners: Map<object, SourceFile> | undefined
  #selves: Map<string, SourceFile> | undefined

  constructor(bundle: ImportBundle, limits: ImportLimits) {
    this.bundle = bundle
    this.#limits = limits
    const root = this.load(bundle.root)
    if (root === undefined) throw new Error('the root of a bundle is one of its files')
    this.root = root
  }

  /** In the order they were read, the root first. */
  get read(): SourceFile[] {
    return [...this.#loaded.values()]
  }

  /** Names of files that nothing refers to. */
  get unread(): string[] {
    return [...this.bundle.files.keys()].filter((name) => !this.#loaded.has(name))
  }

  /** The file that an object of a tree stands in. */
  of(container: object): SourceFile {
    if (this.#loaded.size === 1) return this.root
    if (this.#owners === undefined) {
      this.#owners = new Map()
      for (const file of this.#loaded.values()) this.#own(file, this.#owners)
    }
    return this.#owners.get(container) ?? this.root
  }

  #own(file: SourceFile, owners: Map<object, SourceFile>): void {
    for (const container of file.tree.containers()) owners.set(container, file)
  }

  /** Undefined when the bundle has no such file. Throws ImportRefused, naming the file, when it can not be read. */
  load(name: string): SourceFile | undefined {
    const earlier = this.#loaded.get(name)
    if (earlier !== undefined) return earlier
    const given = this.bundle.files.get(name)
    if (given === undefined) return undefined
    const file = { name, tree: this.#parse(name, given) }
    this.#loaded.set(name, file)
    if (this.#owners !== undefined) this.#own(file, this.#owners)
    return file
  }

  /** The file that calls itself by this address (`$self`, OpenAPI 3.2). */
  bySelf(address: string): SourceFile | undefined {
    if (this.#selves === undefined) {
      this.#selves = new Map()
      for (const [name, given] of this.bundle.files) {
        const text = typeof given === 'string' ? given : Buffer.from(given).toString('utf8')
        if (!text.includes('$self')) continue
        const value = this.load(name)?.tree.value
        const self = isObject(value) ? member(value, '$self') : undefined
        const file = this.#loaded.get(name)
        if (typeof self === 'string' && file !== undefined) this.#selves.set(self.replace(/#.*$/, ''), file)
      }
    }
    return this.#selves.get(address)
  }

  #parse(name: string, given: Uint8Array | string): SourceTree {
    const decoded = typeof given === 'string' ? { text: given } : decodeSource(given)
    try {
      if ('issue' in decoded) throw new ImportRefused(decoded.issue)
      const other = name === this.bundle.root ? recogniseText(decoded.text.replace(/^\uFEFF/, '')) : undefined
      if (other) throw new ImportRefused(other)
      return readTree(decoded.text, name, this.#limits)
    } catch (error) {
      if (error instanceof ImportRefused && name !== this.bundle.root)
        throw new ImportRefused({ ...error.issue, file: name })
      throw error
    }
  }
}

/** Adds the file to an issue or item, where it is another than the root. */
export function inFile(files: SourceFiles, file: SourceFile): Pick<ImportIssue, 'file'> {
  return file === files.root ? {} : { file: file.name }
}
