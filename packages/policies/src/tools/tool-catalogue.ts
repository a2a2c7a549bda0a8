import { createHash } from 'node:crypto'
import type { KnownCredential } from '../access/known-credential.ts'
import type { RuntimeOperation, RuntimeVersion, Snapshot } from '../decide-types.ts'
import { includes } from '../routing/product-operations.ts'
import type { PlannedDeprecation } from '../snapshot/deprecation.ts'
import { argumentsOf, type ToolArgument } from './tool-arguments.ts'

/** An operation as AI agents call it. */
export type Tool = {
  /** `orders_v1_listOrders`: the same however many other APIs there are; at most 64 characters of `[A-Za-z0-9_-]`. */
  readonly name: string
  readonly operation: RuntimeOperation
  readonly version: RuntimeVersion
  readonly arguments: readonly ToolArgument[]
  /** How its version ends; null: it does not. */
  readonly deprecation: PlannedDeprecation | null
  /** Shared schemas of its contract, `#/schemas/NAME`. */
  readonly schemas: Readonly<Record<string, unknown>>
}

export type ToolCatalogue = { readonly tools: readonly Tool[]; readonly byName: ReadonlyMap<string, Tool> }

const catalogues = new WeakMap<Snapshot, ToolCatalogue>()
const longestName = 64

/** Every operation of a snapshot that can be a tool, by name; made once per snapshot, when it is first asked for. */
export function toolCatalogue(snapshot: Snapshot): ToolCatalogue {
  const known = catalogues.get(snapshot)
  if (known !== undefined) return known
  const byName = new Map<string, Tool>()
  for (const manifestVersion of snapshot.manifest.versions) {
    const planned = snapshot.internals.versions.get(manifestVersion.basePath)
    // During a canary the tools are those of the revision that most callers meet.
    const part = manifestVersion.deployments.at(0)?.part
    const built = part === undefined ? undefined : snapshot.internals.parts.get(part)
    if (planned === undefined || built === undefined || manifestVersion.state === 'retired') continue
    const operations = snapshot.internals.operationsByVersion.get(manifestVersion.id) ?? []
    for (const operation of operations) {
      const { tool } = operation.definition
      if (tool === undefined || operation.deployment.id !== manifestVersion.deployments[0]?.id) continue
      const name = uniqueName(`${manifestVersion.apiSlug}_${manifestVersion.name}_${tool.name}`, operation.id, byName)
      byName.set(name, {
        name,
        operation,
        version: planned.version,
        deprecation: planned.deprecation,
        arguments: argumentsOf(operation.definition, planned.version),
        schemas: built.part.schemas,
      })
    }
  }
  const tools = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const catalogue = { tools, byName }
  catalogues.set(snapshot, catalogue)
  return catalogue
}

/** Long and equal names end with a piece of the operation's id, which never changes. */
function uniqueName(text: string, operationId: string, taken: ReadonlyMap<string, Tool>): string {
  const name = text.replaceAll(/[^A-Za-z0-9_-]/g, '-')
  if (name.length <= longestName && !taken.has(name)) return name
  const mark = createHash('sha256').update(operationId).digest('hex').slice(0, 8)
  return `${name.slice(0, longestName - mark.length - 1)}_${mark}`
}

/** Whether the caller has an active subscription to a product that offers the operation as a tool. */
export function mayUseTool(tool: Tool, credential: KnownCredential, snapshot: Snapshot): boolean {
  return credential.subscriptions.some(
    ({ state, product }) =>
      state === 'active' &&
      product.tools !== null &&
      (product.tools === 'all' || product.tools.has(tool.operation.id)) &&
      includes(product, tool.operation, snapshot),
  )
}
