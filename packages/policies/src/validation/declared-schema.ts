import type { JsonSchema } from '@gatehouse/contracts/api-description'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { LinearPattern } from '@gatehouse/patterns/linear-pattern'
import { LazyValidator } from '../snapshot/lazy-validator.ts'
import { type CompileSchema, refName } from '../snapshot/validators.ts'
import { patternOrEverything } from './judging-pattern.ts'
import { openedSchema, openedShared, type Shared } from './opened-schema.ts'

export type Path = readonly (string | number)[]

/** A subschema that counts only for values that it accepts: a branch of `anyOf`, `oneOf` or `if`. */
type Branch = { node: DeclaredNode; validator: LazyValidator }
type Condition = { test: LazyValidator; when: DeclaredNode; held: DeclaredNode | null; failed: DeclaredNode | null }

/**
 * Tells which properties of a value a schema declares, at each depth: those that it _evaluates_ (JSON Schema 2020-12 §11.3) by
 * `properties`, `patternProperties`, `additionalProperties` or `unevaluatedProperties` of any subschema that applies – through
 * `allOf`, `$ref`, the branches of `anyOf` and `oneOf` that accept the value, `if` and `dependentSchemas`. An object about whose
 * properties nothing is said is free-form. That `additionalProperties: false` refuses a property does not keep a branch from counting.
 */
export class DeclaredSchema {
  readonly #root: DeclaredNode

  constructor(schema: JsonSchema, shared: Shared, compile: CompileSchema) {
    const world: World = { shared, opened: openedShared(shared), compile, nodes: new Map() }
    this.#root = nodeOf(schema, world)
  }

  /** Paths of undeclared properties, outermost first; what stands below one is not named again. */
  undeclared(value: unknown): Path[] {
    const found: Path[] = []
    visit([this.#root], value, [], found)
    return found
  }

  /** Validators of branches, for the build to check. */
  get validators(): LazyValidator[] {
    const seen = new Set<DeclaredNode>()
    const found: LazyValidator[] = []
    const walk = (node: DeclaredNode): void => {
      if (seen.has(node)) return
      seen.add(node)
      for (const { validator } of node.groups.flat()) found.push(validator)
      if (node.condition !== null) found.push(node.condition.test)
      for (const next of node.neighbours()) walk(next)
    }
    walk(this.#root)
    return found
  }
}

function visit(nodes: DeclaredNode[], value: unknown, path: Path, found: Path[]): void {
  if (typeof value !== 'object' || value === null) return
  const applied = new Set<DeclaredNode>()
  for (const node of nodes) collect(node, value, applied)
  const all = [...applied]
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) {
      const item: unknown = value[i]
      if (typeof item === 'object' && item !== null) visit(itemNodes(all, i), item, [...path, i], found)
    }
    return
  }
  if (!all.some((node) => node.namesProperties)) return
  for (const [key, member] of Object.entries(value)) {
    const next = propertyNodes(all, key)
    if (next === null) found.push([...path, key])
    else visit(next, member, [...path, key], found)
  }
}

/** A node with all that applies to the same value. */
function collect(node: DeclaredNode, value: object, into: Set<DeclaredNode>): void {
  if (into.has(node)) return
  into.add(node)
  for (const part of node.parts) collect(part, value, into)
  for (const group of node.groups) {
    const accepting = group.filter(({ validator }) => validator.validator(value))
    // When no branch accepts the value it is invalid anyway; each branch may tell what was meant.
    for (const branch of accepting.length > 0 ? accepting : group) collect(branch.node, value, into)
  }
  const { condition } = node
  if (condition !== null) {
    const holds = condition.test.validator(value)
    if (holds) collect(condition.when, value, into)
    const next = holds ? condition.held : condition.failed
    if (next !== null) collect(next, value, into)
  }
  for (const [key, next] of node.dependent) if (Object.hasOwn(value, key)) collect(next, value, into)
}

/** What judges the property further; null when nothing declares it. */
function propertyNodes(nodes: readonly DeclaredNode[], key: string): DeclaredNode[] | null {
  const next: DeclaredNode[] = []
  for (const node of nodes) next.push(...node.childrenOf(key))
  if (next.length > 0) return next
  for (const node of nodes) if (node.unevaluated !== null) next.push(node.unevaluated)
  return next.length > 0 ? next : null
}

function itemNodes(nodes: readonly DeclaredNode[], index: number): DeclaredNode[] {
  const next: DeclaredNode[] = []
  for (const node of nodes) {
    const item = node.prefix[index] ?? node.items
    if (item !== null && item !== undefined) next.push(item)
  }
  return next
}

type World = {
  shared: Shared
  opened: Shared
  compile: CompileSchema
  /** By the schema object: recursive types end here. */
  nodes: Map<JsonObject, DeclaredNode>
}

class DeclaredNode {
  readonly parts: DeclaredNode[] = []
  readonly groups: Branch[][] = []
  condition: Condition | null = null
  readonly dependent = new Map<string, DeclaredNode>()
  readonly properties = new Map<string, DeclaredNode>()
  readonly patterns: { pattern: LinearPattern; node: DeclaredNode }[] = []
  additional: DeclaredNode | null = null
  unevaluated: DeclaredNode | null = null
  readonly prefix: DeclaredNode[] = []
  items: DeclaredNode | null = null
  /** Says something about which properties there are. */
  namesProperties = false

  /** What the schema's own keywords say about a property: empty when they do not evaluate it. */
  childrenOf(key: string): DeclaredNode[] {
    const found: DeclaredNode[] = []
    const own = this.properties.get(key)
    if (own !== undefined) found.push(own)
    for (const { pattern, node } of this.patterns) if (pattern.test(key)) found.push(node)
    if (found.length === 0 && this.additional !== null) found.push(this.additional)
    return found
  }

  neighbours(): DeclaredNode[] {
    const { condition } = this
    const conditional = condition === null ? [] : [condition.when, condition.held, condition.failed]
    return [
      ...this.parts,
      ...this.groups.flatMap((group) => group.map(({ node }) => node)),
      ...this.dependent.values(),
      ...this.properties.values(),
      ...this.patterns.map(({ node }) => node),
      ...this.prefix,
      ...[...conditional, this.additional, this.unevaluated, this.items].filter((node) => node !== null),
    ]
  }
}

/** `true`, `false` and what cannot be followed: nothing is said. */
function nodeOf(schema: unknown, world: World): DeclaredNode {
  if (!isObject(schema)) return new DeclaredNode()
  const known = world.nodes.get(schema)
  if (known !== undefined) return known
  const node = new DeclaredNode()
  world.nodes.set(schema, node)
  fillInPlace(node, schema, world)
  fillChildren(node, schema, world)
  return node
}

function fillInPlace(node: DeclaredNode, schema: JsonObject, world: World): void {
  const { $ref, allOf, dependentSchemas } = schema
  if (typeof $ref === 'string') {
    const name = $ref.startsWith('#/schemas/') ? refName($ref) : ''
    if (Object.hasOwn(world.shared, name)) node.parts.push(nodeOf(world.shared[name], world))
  }
  if (Array.isArray(allOf)) for (const part of allOf) node.parts.push(nodeOf(part, world))
  for (const group of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(group)) node.groups.push(group.map((branch) => branchOf(branch as JsonSchema, world)))
  }
  if (schema.if !== undefined) {
    const { node: when, validator: test } = branchOf(schema.if as JsonSchema, world)
    const optional = (one: unknown) => (one === undefined ? null : nodeOf(one, world))
    node.condition = { test, when, held: optional(schema.then), failed: optional(schema.else) }
  }
  if (isObject(dependentSchemas)) {
    for (const [key, one] of Object.entries(dependentSchemas)) node.dependent.set(key, nodeOf(one, world))
  }
}

function fillChildren(node: DeclaredNode, schema: JsonObject, world: World): void {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties, prefixItems, items } = schema
  if (isObject(properties)) {
    for (const [key, one] of Object.entries(properties)) node.properties.set(key, nodeOf(one, world))
  }
  if (isObject(patternProperties)) {
    for (const [pattern, one] of Object.entries(patternProperties)) {
      node.patterns.push({ pattern: patternOrEverything(pattern), node: nodeOf(one, world) })
    }
  }
  if (additionalProperties !== undefined && additionalProperties !== false) {
    node.additional = nodeOf(additionalProperties, world)
  }
  if (unevaluatedProperties !== undefined && unevaluatedProperties !== false) {
    node.unevaluated = nodeOf(unevaluatedProperties, world)
  }
  node.namesProperties =
    node.properties.size > 0 ||
    node.patterns.length > 0 ||
    additionalProperties !== undefined ||
    unevaluatedProperties !== undefined
  if (Array.isArray(prefixItems)) for (const one of prefixItems) node.prefix.push(nodeOf(one, world))
  if (items !== undefined) node.items = nodeOf(items, world)
}

function branchOf(schema: JsonSchema, world: World): Branch {
  return {
    node: nodeOf(schema, world),
    validator: new LazyValidator(openedSchema(schema), world.opened, world.compile),
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
