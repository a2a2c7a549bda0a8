import { enforced } from '../import-context.ts'
import { ImportRefused } from '../source-tree.ts'
import { fillTemplate, type TemplateArguments } from './fill-template.ts'
import { mergeNodes, methodNames } from './merge-nodes.ts'
import type { RamlContext } from './raml-context.ts'
import type { Declared } from './raml-declarations.ts'
import { asMap, entriesOf, isNull, listOf, type RamlEntry, type RamlMap, type RamlNode, textOf } from './raml-node.ts'

const usageReason = 'a note for those who write RAML'
const maxChain = 30

/** Applies resource types to resources and traits to methods, and remembers which of them something uses. */
export class TemplateApplication {
  readonly #ctx: RamlContext
  readonly #used = new Set<Declared>()

  constructor(ctx: RamlContext) {
    this.#ctx = ctx
  }

  /** A resource with its resource type, and that one's, merged in; nested resources stay as they are. */
  resource(map: RamlMap, path: string): RamlMap {
    return this.#withType(map, reserved(path), [], new Set())
  }

  /** A method with its own traits, then those of its resource. */
  method(method: RamlNode, resource: RamlMap, name: string, path: string): RamlMap | undefined {
    let out: RamlNode | undefined = asMap(method)
    if (out?.kind !== 'map') return undefined
    const values = reserved(path)
    values.set('methodName', made(name, method))
    const lists = [out.entries.get('is'), resource.entries.get('is')]
    for (const entry of lists) {
      if (entry === undefined) continue
      this.#ctx.use(entry, enforced, 'Traits of an operation')
      for (const item of listOf(entry.value)) {
        const trait = this.#named('traits', item)
        if (trait === undefined) continue
        const filled = this.#fill(trait.declared, item, values)
        if (filled) out = mergeNodes(out, filled, this.#ctx.version === '0.8' ? 'all' : 'none')
      }
    }
    return asMap(out)
  }

  /** Traits and resource types that nothing uses were not looked into. */
  dropUnused(): void {
    for (const declared of this.#ctx.declarations.all) {
      if (this.#used.has(declared)) continue
      if (declared.kind === 'traits')
        this.#ctx.drop(declared.entry, `Trait \`${declared.name}\``, 'no operation uses it')
      if (declared.kind === 'resourceTypes')
        this.#ctx.drop(declared.entry, `Resource type \`${declared.name}\``, 'no resource is of this type')
    }
  }

  #withType(map: RamlMap, values: Map<string, RamlNode>, chain: Declared[], methods: ReadonlySet<string>): RamlMap {
    const entry = map.entries.get('type')
    if (entry === undefined || isNull(entry.value)) return map
    const found = this.#named('resourceTypes', entry.value)
    this.#ctx.use(entry, enforced, 'Resource type of a resource')
    if (found === undefined) return map
    const { declared } = found
    if (chain.includes(declared) || chain.length >= maxChain) {
      const names = [...chain, declared].map(({ name }) => name).join(' → ')
      throw new ImportRefused({
        rule: 'raml.template-loop',
        message: `Resource types build on each other in a circle: ${names}.`,
        ...(declared.entry.part && { pointer: declared.entry.part.pointer, line: declared.entry.part.line }),
        fix: 'Remove the `type` of one of them.',
      })
    }
    const all = new Set([...methods, ...methodsOf(map)])
    const filled = this.#fill(declared, entry.value, values, all)
    if (filled === undefined) return map
    const whole = this.#withType(filled, values, [...chain, declared], all)
    const merged = mergeNodes(map, without(whole, 'type'), this.#ctx.version === '0.8' ? 'all' : 'none')
    return merged.kind === 'map' ? merged : map
  }

  #fill(
    declared: Declared,
    reference: RamlNode,
    values: Map<string, RamlNode>,
    methods?: ReadonlySet<string>,
  ): RamlMap | undefined {
    const ctx = this.#ctx
    this.#used.add(declared)
    ctx.use(declared.entry, enforced, declared.kind === 'traits' ? 'Trait' : 'Resource type')
    const map = asMap(declared.entry.value)
    if (map === undefined) {
      ctx.drop(declared.entry, `\`${declared.name}\``, 'must be an object')
      return undefined
    }
    ctx.declarations.readFragment(map)
    const all: TemplateArguments = new Map([...argumentsOf(reference), ...values])
    const filled = fillTemplate(methods ? this.#chosen(map, methods) : map, all, (name, at) => {
      const fix = name.startsWith('!')
        ? 'Use a function of RAML, such as `!pluralize`.'
        : 'Give it a value where it is used.'
      const what = name.startsWith('!') ? `function \`${name}\`` : `parameter \`${name}\``
      ctx.issue('raml.template-parameter', `\`${declared.name}\` has a ${what} that nobody gives.`, undefined, at, fix)
    })
    for (const entry of entriesOf(map))
      if (entry.key === 'usage') ctx.drop(entry, 'Usage of a trait or resource type', usageReason)
    return asMap(without(filled, 'usage', 'uses'))
  }

  /** Optional methods (`get?`) count where the resource has the method; only then their parameters need values. */
  #chosen(map: RamlMap, methods: ReadonlySet<string>): RamlMap {
    const entries = new Map<string, RamlEntry>()
    for (const entry of map.entries.values()) {
      const name = entry.key.replace(/\?$/, '')
      if (name === entry.key || !methodNames.has(name)) entries.set(entry.key, entry)
      else if (methods.has(name)) entries.set(name, { ...entry, key: name })
      else this.#ctx.drop(entry, `Optional \`${entry.key}\` of a resource type`, 'no resource of this type has it')
    }
    return { ...map, entries }
  }

  #named(kind: 'traits' | 'resourceTypes', node: RamlNode): { declared: Declared } | undefined {
    const [entry] = entriesOf(node)
    const name = textOf(node) ?? entry?.key
    if (name === undefined) return undefined
    if (entry) this.#ctx.use(entry, enforced, 'Parameters of a trait or resource type', true)
    const declared = this.#ctx.declarations.find(kind, name, node.scopes)
    if (declared) return { declared }
    const what = kind === 'traits' ? 'trait' : 'resource type'
    const fix = `Declare it under \`${kind}\`, or correct its name.`
    this.#ctx.issue('raml.unknown-template', `There is no ${what} \`${name.slice(0, 100)}\`.`, entry, node, fix)
    return undefined
  }
}

function methodsOf(map: RamlMap): string[] {
  return [...map.entries.keys()].filter((key) => methodNames.has(key))
}

function argumentsOf(reference: RamlNode): Map<string, RamlNode> {
  const [entry] = entriesOf(reference)
  return new Map(entriesOf(entry?.value).map(({ key, value }) => [key, value]))
}

function without(node: RamlNode, ...keys: string[]): RamlMap {
  const map = asMap(node)
  const entries = new Map(map?.entries)
  for (const key of keys) entries.delete(key)
  return { kind: 'map', file: node.file, line: node.line, scopes: node.scopes, entries }
}

/** RAML's reserved parameters: the path, and its last part that is no parameter. */
function reserved(path: string): Map<string, RamlNode> {
  const plain = path.replace(/\{mediaTypeExtension\}/g, '')
  const name = plain
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'))
    .at(-1)
  return new Map([
    ['resourcePath', made(plain)],
    ['resourcePathName', made(name ?? '')],
  ])
}

function made(text: string, at?: RamlNode): RamlNode {
  const line = at?.line ?? 1
  return { kind: 'scalar', value: text, text, file: at?.file ?? '', line, textLine: line, scopes: at?.scopes ?? [] }
}
