import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import {
  addedKeyScheme,
  type ContractExtensions,
  extensionKey,
  operationExtension,
  rootExtension,
} from '@gatehouse/contracts/contract-extensions'
import type { JsonObject } from '@gatehouse/contracts/json'
import type { ImportContext } from './import-context.ts'
import { templateParameters } from './path-template.ts'
import { peek } from './resolve-reference.ts'
import { isObject, member } from './source-tree.ts'

/**
 * What an export of Gatehouse carried beside the contract: backends, mapping, policies, settings of operations. Undefined for a document
 * of others. What does not fit is dropped with its reason; it never keeps the contract from being imported.
 */
export function readExtensions(ctx: ImportContext, description: ApiDescription): ContractExtensions | undefined {
  const source = member(ctx.root, extensionKey)
  if (source === undefined) return undefined
  const root = rootExtension.safeParse(source)
  if (!root.success) {
    ctx.drop(ctx.root, extensionKey, 'Settings of Gatehouse', 'not as this version of Gatehouse writes them')
    return undefined
  }
  take(ctx, ctx.root, 'Settings of Gatehouse')
  const { format: _format, ...rest } = root.data
  const names = new Set((rest.backends ?? [{ name: 'default' }]).map(({ name }) => name))
  const operations: ContractExtensions['operations'] = {}
  for (const operation of description.operations) {
    const holder = operationSource(ctx, operation.path, operation.method)
    const given = holder && member(holder, extensionKey)
    if (!holder || given === undefined) continue
    const key = operationKey(operation)
    const parsed = operationExtension.safeParse(given)
    const fault = !parsed.success
      ? 'not as this version of Gatehouse writes them'
      : parsed.data.backend !== undefined && !names.has(parsed.data.backend)
        ? `there is no backend “${parsed.data.backend}”`
        : templateParameters(parsed.data.upstream?.path ?? '').some((name) => !operation.path.includes(`{${name}}`))
          ? 'the mapping names a parameter that the path does not have'
          : undefined
    if (!parsed.success || fault !== undefined) {
      ctx.drop(holder, extensionKey, `Settings of \`${key}\``, fault ?? 'not valid')
      continue
    }
    take(ctx, holder, `Settings of \`${key}\``)
    const { anonymous, ...settings } = parsed.data
    if (anonymous !== undefined && isObject(given)) {
      const reason =
        'that an operation needs no credential is a person’s word, never a file’s: say it on the operation’s page'
      ctx.drop(given, 'anonymous', `\`${key}\` without a credential`, reason)
    }
    if (Object.keys(settings).length > 0) operations[key] = settings
  }
  return { ...rest, operations }
}

function take(ctx: ImportContext, holder: JsonObject, construct: string): void {
  ctx.fates.override(holder, extensionKey, { fate: 'enforced', construct, deep: true })
}

function operationSource(ctx: ImportContext, path: string, method: string): JsonObject | undefined {
  const paths = peek(ctx, member(ctx.root, 'paths'))
  const item = isObject(paths) ? peek(ctx, member(paths, path)) : undefined
  const operation = isObject(item) ? peek(ctx, member(item, method.toLowerCase())) : undefined
  return isObject(operation) ? operation : undefined
}

/** The description without the key scheme that an export adds for readers. */
export function withoutAddedScheme(description: ApiDescription): ApiDescription {
  if (!Object.hasOwn(description.securitySchemes, addedKeyScheme)) return description
  const { [addedKeyScheme]: _added, ...securitySchemes } = description.securitySchemes
  const operations = description.operations.map((operation) => ({
    ...operation,
    security: operation.security.filter((requirement) => !Object.hasOwn(requirement, addedKeyScheme)),
  }))
  return { ...description, securitySchemes, operations }
}
