import { type ApiDescription, operationKey } from '@gatehouse/contracts/api-description'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { getPortalVersion, type PortalVersionView } from '@gatehouse/services/portal/portal-version'
import { cache } from 'react'
import { readerContext } from '../../server/context.ts'

export type OperationDescription = ApiDescription['operations'][number]
export type ListedOperation = PortalVersionView['operations'][number]
export type ShownOperation = { listed: ListedOperation; operation: OperationDescription; title: string }
export type { PortalVersionView }

/** A version as its reader may see it; once per request, whoever asks. Undefined: not there, or not for this reader. */
export const loadVersion = cache(async (slug: string, version: string): Promise<PortalVersionView | undefined> => {
  try {
    return await getPortalVersion({ ctx: await readerContext(), input: { slug, version } })
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'not_found' || error.code === 'invalid_input')) return undefined
    throw error
  }
})

/** The operations that have a page, in the contract's order. */
export function shownOperations(view: PortalVersionView): ShownOperation[] {
  const byKey = new Map(view.operations.map((listed) => [listed.key, listed]))
  return view.description.operations.flatMap((operation) => {
    const listed = byKey.get(operationKey(operation))
    return listed ? [{ listed, operation, title: operationTitle(operation) }] : []
  })
}

/** "Create an order": the summary, else the name, else verb and path. */
export function operationTitle(operation: OperationDescription): string {
  const summary = operation.summary?.trim().replace(/\.$/, '')
  if (summary) return summary
  if (operation.operationId) return sentence(operation.operationId)
  return `${operation.method} ${operation.path}`
}

function sentence(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').replace(/([a-z0-9])([A-Z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

export type TagGroup = { tag: string; description?: string; anchor: string; operations: ShownOperation[] }

/** Operations by their first tag, in the contract's order of tags; untagged ones last. */
export function groupByTag(view: PortalVersionView): TagGroup[] {
  const groups = new Map<string, TagGroup>()
  const described = new Map(view.description.tags.map(({ name, description }) => [name, description]))
  const group = (tag: string): TagGroup => {
    const known = groups.get(tag)
    if (known) return known
    const description = described.get(tag)
    const made = {
      tag,
      anchor: `tag-${tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
      operations: [],
      ...(description ? { description } : {}),
    }
    groups.set(tag, made)
    return made
  }
  for (const { name } of view.description.tags) group(name)
  for (const shown of shownOperations(view)) group(shown.operation.tags[0] ?? untagged).operations.push(shown)
  const all = [...groups.values()].filter(({ operations }) => operations.length > 0)
  return [...all.filter(({ tag }) => tag !== untagged), ...all.filter(({ tag }) => tag === untagged)]
}

const untagged = 'Operations'

export const versionHref = (view: PortalVersionView) => `/apis/${view.api.slug}/${encodeURIComponent(view.versionName)}`

export const findOperation = (view: PortalVersionView, slug: string): ShownOperation | undefined =>
  shownOperations(view).find(({ listed }) => listed.slug === slug)
