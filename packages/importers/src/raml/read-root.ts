import type { ApiDescription } from '@gatehouse/contracts/api-description'
import { annotationReason, isAnnotation, type RamlContext } from './raml-context.ts'
import { asMap, entriesOf, listOf, memberOf, type RamlMap, textOf } from './raml-node.ts'

const serverReason = 'shown only; where requests go is set per stage'

const rootKeys = new Set([
  'title',
  'version',
  'description',
  'documentation',
  'baseUri',
  'baseUriParameters',
  'protocols',
  'mediaType',
  'securedBy',
  'securitySchemes',
  'types',
  'schemas',
  'traits',
  'resourceTypes',
  'annotationTypes',
  'uses',
])

/** What the root says of the whole API. */
export function readRoot(
  ctx: RamlContext,
  root: RamlMap,
): Pick<ApiDescription, 'title' | 'version' | 'description' | 'servers'> {
  const title = ctx.text(root, 'title', 'Title')
  if (title === undefined)
    ctx.issue(
      'raml.title',
      'The description has no title.',
      root.entries.get('title'),
      root,
      'Add `title: Name of your API`.',
    )
  const version = ctx.text(root, 'version', 'Version')
  const described = ctx.text(root, 'description', 'Description')
  const pages = readDocumentation(ctx, root)
  const description = [described, ...pages].filter((text) => text !== undefined).join('\n\n')
  const servers = readServers(ctx, root, version)
  const known = [...root.entries.keys()].filter((key) => rootKeys.has(key) || key.startsWith('/'))
  ctx.rest(root, new Set(known), 'at the root')
  return { title: title ?? '', version: version ?? '', ...(description !== '' && { description }), servers }
}

/** Pages of documentation become sections of the description. */
function readDocumentation(ctx: RamlContext, root: RamlMap): string[] {
  const entry = root.entries.get('documentation')
  if (entry === undefined) return []
  ctx.show(entry, 'Documentation', 'shown in the description of the API')
  return listOf(entry.value).flatMap((page) => {
    const title = textOf(memberOf(page, 'title'))
    const content = textOf(memberOf(page, 'content'))
    if (page.kind === 'map')
      for (const member of entriesOf(page))
        if (isAnnotation(member.key)) ctx.drop(member, `Annotation \`${member.key}\``, annotationReason)
    if (title === undefined && content === undefined) return []
    return [[title && `## ${title}`, content?.trim()].filter(Boolean).join('\n\n')]
  })
}

/** The base address with `{version}` and the default values of its parameters filled in, once per protocol. */
function readServers(ctx: RamlContext, root: RamlMap, version: string | undefined): ApiDescription['servers'] {
  const protocols = root.entries.get('protocols')
  if (protocols) ctx.show(protocols, 'Protocols', serverReason)
  let url = ctx.text(root, 'baseUri', 'Base address', serverReason)
  const holder = root.entries.get('baseUriParameters')
  const parameters = asMap(holder?.value)
  if (holder) ctx.show(holder, 'Parameters of the base address', serverReason)
  if (url === undefined) return []
  if (version !== undefined) url = url.replaceAll('{version}', version)
  for (const entry of entriesOf(parameters)) {
    const value = textOf(memberOf(entry.value, 'default')) ?? textOf(listOf(memberOf(entry.value, 'enum'))[0])
    if (value !== undefined) url = url.replaceAll(`{${entry.key.replace(/\?$/, '')}}`, value)
  }
  const schemes = listOf(protocols?.value)
    .map((node) => textOf(node)?.toLowerCase())
    .filter((scheme) => scheme === 'http' || scheme === 'https')
  const rest = /^https?:\/\/(.*)$/is.exec(url)?.[1]
  if (rest === undefined || schemes.length === 0) return [{ url }]
  return [...new Set(schemes)].map((scheme) => ({ url: `${scheme}://${rest}` }))
}

/** The keys that hold declarations, in the root and in libraries; what they hold is claimed where it is used. */
export function claimDeclarations(ctx: RamlContext, root: RamlMap): void {
  const files = new Set([root, ...ctx.declarations.libraries])
  for (const map of files) {
    for (const entry of entriesOf(map)) {
      if (['types', 'schemas', 'traits', 'resourceTypes', 'securitySchemes'].includes(entry.key))
        ctx.show(entry, 'Declarations', 'what is used of them has its own fate', false)
      if (entry.key === 'annotationTypes') ctx.drop(entry, 'Annotation types', annotationReason)
    }
    if (map !== root && map.kind === 'map') ctx.rest(map, new Set([...rootKeys, 'usage']), 'of a library')
  }
}
