import { bundleTarget, type ImportBundle } from '../import-bundle.ts'
import type { ImportLimits } from '../limits.ts'
import { decodeSource } from '../read-source.ts'
import type { SourceLedger, SourcePart } from '../source-ledger.ts'
import { ImportRefused } from '../source-tree.ts'
import type { RamlNode, RamlScalar } from './raml-node.ts'
import { type RamlReading, type RamlText, readRamlText } from './read-raml-file.ts'

interface Asked {
  line: number
  pointer: string
  part: SourcePart | undefined
}

/** The files of one RAML description. Each is read once; what is asked for and not in the bundle is an issue, never a read. */
export class RamlFiles {
  readonly needs = new Set<string>()
  readonly #bundle: ImportBundle
  readonly #ledger: SourceLedger
  readonly #reading: RamlReading
  readonly #nodes = new Map<string, RamlNode>()
  readonly #open: string[] = []
  /** File → the one that included it first: where its names are looked up when it declares none. */
  readonly #includers = new Map<string, string>()

  constructor(bundle: ImportBundle, limits: ImportLimits, ledger: SourceLedger) {
    this.#bundle = bundle
    this.#ledger = ledger
    this.#reading = {
      limits,
      ledger,
      budget: { values: 0, expanded: 0 },
      include: (path, from, asked) => this.#include(path, from, asked),
    }
  }

  get root(): string {
    return this.#bundle.root
  }

  readRoot(): RamlNode {
    return this.#structured(this.#bundle.root, undefined)
  }

  includerOf(file: string): string | undefined {
    return this.#includers.get(file)
  }

  /** Name of the file behind a reference, or undefined after an issue. */
  locate(path: string, from: string, asked: Asked): string | undefined {
    // RAML: a path that begins with a slash counts from the folder of the root file.
    const target = path.startsWith('/')
      ? bundleTarget(this.#bundle, this.#bundle.root, path.replace(/^\/+/, ''))
      : bundleTarget(this.#bundle, from, path)
    const file = this.shownAs(from)
    const place = { pointer: asked.pointer, line: asked.line, ...(file !== undefined && { file }) }
    const shown = path.slice(0, 200)
    if (target.kind === 'file' && this.#bundle.files.has(target.name)) return target.name
    if (target.kind === 'file') {
      this.#ledger.issue({
        rule: 'reference.missing',
        message: `The file \`${shown}\` is not among the files that were given.`,
        ...place,
        fix: 'Import a zip archive with all files that the description includes.',
      })
    } else if (target.kind === 'remote') {
      this.needs.add(target.url)
      this.#ledger.issue({
        rule: 'reference.remote',
        message: `\`${shown}\` points to another address; an import fetches nothing unless the host is allowed.`,
        ...place,
        fix: 'Put the file into the archive and include it by its path, or allow its host.',
      })
    } else {
      this.#ledger.issue({
        rule: 'reference.outside',
        message: `\`${shown}\` is not followed: ${target.reason}.`,
        ...place,
        fix: 'Put the file into the archive and include it by a relative path.',
      })
    }
    return undefined
  }

  /** A library that `uses` names. */
  library(path: string, from: string, asked: Asked): { file: string; node: RamlNode } | undefined {
    const name = this.locate(path, from, asked)
    return name === undefined ? undefined : { file: name, node: this.#structured(name, undefined) }
  }

  /** The first line of a file: `#%RAML 1.0 Library`. */
  headerOf(file: string): string {
    return (this.#text(file).split('\n', 1)[0] ?? '').trim()
  }

  /** Text of a scalar that is itself a document (an inline schema), as nodes, read once; its keys belong to the key that holds it. */
  inner(scalar: RamlScalar): RamlNode {
    const { text, part } = scalar
    const shownAs = this.shownAs(scalar.file)
    if (part === undefined || part.file !== shownAs) return this.json(scalar.file, part)
    const id = `${scalar.file}\0${part.pointer}\0${scalar.textLine}`
    const known = this.#nodes.get(id)
    if (known) return known
    const at = { pointer: part.pointer, line: scalar.textLine }
    const node = readRamlText({ text, file: scalar.file, shownAs, at, parent: part }, this.#reading)
    this.#nodes.set(id, node)
    return node
  }

  /** A JSON file of the bundle as nodes, read once. */
  json(file: string, parent: SourcePart | undefined): RamlNode {
    return this.#structured(file, parent)
  }

  shownAs(file: string): string | undefined {
    return file === this.#bundle.root ? undefined : file
  }

  #include(path: string, from: RamlText, asked: Asked): RamlNode {
    const name = this.locate(path, from.file, asked)
    const place = { file: from.file, line: asked.line, textLine: asked.line, scopes: [from.file] }
    const scalar = { kind: 'scalar', ...(asked.part && { part: asked.part }) } as const
    if (name === undefined) return { ...scalar, ...place, value: null, text: '' }
    if (!this.#includers.has(name) && name !== this.#bundle.root) this.#includers.set(name, from.file)
    if (/\.(raml|ya?ml)$/i.test(name) || /^#%RAML/.test(this.headerOf(name))) {
      if (this.#open.includes(name))
        throw new ImportRefused({
          rule: 'reference.circular',
          message: `The file \`${name}\` includes itself: ${[...this.#open.slice(this.#open.indexOf(name)), name].join(' → ')}.`,
          line: asked.line,
          pointer: asked.pointer,
          ...(from.shownAs !== undefined && { file: from.shownAs }),
          fix: 'Remove one of the includes; a type may refer to itself by its name.',
        })
      return this.#structured(name, asked.part)
    }
    const text = this.#text(name)
    const hash = path.indexOf('#')
    const fragment = hash === -1 ? {} : { fragment: path.slice(hash + 1) }
    return { ...scalar, value: text, text, file: name, line: 1, textLine: 1, scopes: [name], ...fragment }
  }

  #structured(name: string, parent: SourcePart | undefined): RamlNode {
    const known = this.#nodes.get(name)
    if (known) return known
    this.#open.push(name)
    const node = readRamlText(
      { text: this.#text(name), file: name, shownAs: this.shownAs(name), parent },
      this.#reading,
    )
    this.#open.pop()
    this.#nodes.set(name, node)
    return node
  }

  #text(name: string): string {
    const given = this.#bundle.files.get(name) ?? ''
    if (typeof given === 'string') return given.replace(/^\uFEFF/, '')
    const decoded = decodeSource(given)
    if ('issue' in decoded) {
      const file = this.shownAs(name)
      throw new ImportRefused({ ...decoded.issue, ...(file !== undefined && { file }) })
    }
    return decoded.text.replace(/^\uFEFF/, '')
  }
}
