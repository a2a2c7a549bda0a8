import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { findSchemaLoop } from '../find-schema-loop.ts'
import type { BundleImporter, ImportBundle } from '../import-bundle.ts'
import type { BundleResult } from '../import-result.ts'
import type { ImportLimits } from '../limits.ts'
import { decodeSource } from '../read-source.ts'
import { type PartFate, SourceLedger } from '../source-ledger.ts'
import { ImportRefused } from '../source-tree.ts'
import { itemBlocks, linesOf } from './blueprint-blocks.ts'
import { type Containers, containersOf, splitBlocks } from './blueprint-containers.ts'
import { BlueprintLedger } from './blueprint-ledger.ts'
import { type Blueprint, readBlueprint } from './blueprint-sections.ts'
import { describeTag } from './build-operation.ts'
import { parseMson } from './mson-expression.ts'
import { attributesHead, MsonTranslator } from './mson-schema.ts'
import { ActionReader, describe, groupPath, pathOf } from './read-actions.ts'
import type { Models } from './read-payloads.ts'
import { BlueprintSchemas } from './schema-texts.ts'

/** API Blueprint (format 1A) to a description and the report of what became of each of its constructs. */
export const importBlueprintBundle: BundleImporter = (bundle, limits) => importBlueprintWithFates(bundle, limits).result

/** The same with the uncut list of fates, for tests that hold the report to its word. */
export function importBlueprintWithFates(
  bundle: ImportBundle,
  limits: ImportLimits,
): { result: BundleResult; fates: PartFate[] } {
  const ledger = new SourceLedger()
  try {
    const lines = linesOf(rootText(bundle))
    const blueprint = readBlueprint(lines)
    const own = new BlueprintLedger(ledger, lines)
    const description = describeApi(blueprint, own, limits)
    own.dropRest()
    if (ledger.issues.length > 0) return { result: { ok: false, issues: ledger.issues.slice(0, 200) }, fates: [] }
    const report = ledger.report('api-blueprint', description.operations.length)
    return { result: { ok: true, description, report }, fates: ledger.fates() }
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error
    return { result: { ok: false, issues: [error.issue] }, fates: [] }
  }
}

function rootText(bundle: ImportBundle): string {
  const given = bundle.files.get(bundle.root) ?? ''
  if (typeof given === 'string') return given
  const decoded = decodeSource(given)
  if ('issue' in decoded) throw new ImportRefused(decoded.issue)
  return decoded.text
}

function describeApi(blueprint: Blueprint, ledger: BlueprintLedger, limits: ImportLimits): ApiDescription {
  const containers = containersOf(blueprint)
  const types = new MsonTranslator(ledger, limits.maxDepth)
  declareTypes(containers, types)
  const schemas = new BlueprintSchemas(ledger.ledger, limits, types.ids)
  const reader = new ActionReader({ types, schemas, models: modelsOf(containers) })
  const { servers, version } = readMetadata(blueprint, ledger)
  if (containers.title) ledger.show(containers.title.lines, [], 'Title')
  const description = describe(ledger, containers.api, [], 'Description')
  for (const group of containers.groups) {
    ledger.show(group.section.lines, groupPath(group.name), 'Group', 'orders the reference')
    describeTag(
      reader.tags,
      group.name,
      describe(ledger, group.blocks, groupPath(group.name), 'Description of a group'),
    )
  }
  for (const { heading } of containers.dataStructures) {
    ledger.show(heading.lines, [], 'Data structures', 'what is used of them has its own fate')
    describe(ledger, heading.blocks, [heading.title], 'Words about data structures')
  }
  for (const resource of containers.resources) reader.resource(resource)
  if (containers.actions.length > limits.maxOperations)
    throw new ImportRefused({
      rule: 'limits.operations',
      message: `The description has more than ${limits.maxOperations} operations.`,
      fix: 'Split it into several APIs.',
    })
  for (const action of containers.actions) reader.action(action)
  reader.dropUnbound()
  dropUnusedModels(containers, ledger)
  const shared = { ...types.shared(), ...Object.fromEntries(schemas.hoisted()) }
  refuseLoop(shared, ledger)
  return {
    title: containers.title?.title ?? 'Untitled API',
    version,
    ...(description !== '' && { description }),
    servers,
    tags: reader.tags,
    securitySchemes: {},
    operations: reader.operations,
    schemas: shared,
  }
}

function readMetadata(blueprint: Blueprint, ledger: BlueprintLedger): Pick<ApiDescription, 'servers' | 'version'> {
  const servers: ApiDescription['servers'] = []
  let version = ''
  for (const { line, key, value } of blueprint.metadata) {
    if (key === 'FORMAT') ledger.show([line], [], 'Version of API Blueprint', 'tells how to read the file')
    else if (key === 'HOST' && value !== '') {
      ledger.show([line], [], 'Host', 'shown only; where requests go is set per stage')
      servers.push({ url: value })
    } else if (key === 'VERSION') {
      ledger.show([line], [], 'Version')
      version = value
    } else ledger.drop([line], [], `Metadata \`${key}\``, 'has no meaning that Gatehouse knows')
  }
  return { servers, version }
}

/** Data structures, and the attributes of resources under the names of those. */
function declareTypes(containers: Containers, types: MsonTranslator): void {
  for (const { heading, types: sections } of containers.dataStructures) {
    for (const section of sections) {
      const { name, type, attributes } = parseMson(section.title)
      const [line] = section.lines
      if (line === undefined) continue
      const path = [heading.title, section.title]
      types.declare({ name, path, line, type, attributes, blocks: section.blocks })
    }
  }
  for (const resource of containers.resources) {
    const item = splitBlocks(resource.blocks, 'resource').items.find(({ text }) => /^Attributes?\b/i.test(text))
    if (item === undefined || resource.name === '') continue
    const { type, attributes } = attributesHead(item.text)
    const path = [...pathOf(resource), item.text]
    types.declare({ name: resource.name, path, line: item.line, type, attributes, blocks: itemBlocks(item) })
  }
}

function modelsOf(containers: Containers): Models {
  const found = new Map<string, ReturnType<Models['find']>>()
  for (const resource of containers.resources) {
    const item = splitBlocks(resource.blocks, 'resource').items.find(({ text }) => /^Model\b/i.test(text))
    if (item) found.set(resource.name.toLowerCase(), { item, path: pathOf(resource) })
  }
  return { find: (name) => found.get(name.trim().toLowerCase()) }
}

function dropUnusedModels(containers: Containers, ledger: BlueprintLedger): void {
  for (const resource of containers.resources)
    for (const item of splitBlocks(resource.blocks, 'resource').items)
      if (/^Model\b/i.test(item.text))
        ledger.drop(
          [item.line, ...item.nested],
          pathOf(resource),
          `Model of \`${resource.name}\``,
          'no request or response refers to it',
        )
}

function refuseLoop(schemas: ApiDescription['schemas'], ledger: BlueprintLedger): void {
  const loop = findSchemaLoop(schemas)
  if (loop === undefined) return
  ledger.ledger.issue({
    rule: 'blueprint.type-loop',
    message: `The type \`${loop}\` is made of itself: it would be judged for ever.`,
    fix: 'Let it refer to itself as the type of a property.',
  })
}
