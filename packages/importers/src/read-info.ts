import type { ApiDescription } from '@gatehouse/contracts/api-description'
import type { Json, JsonObject } from '@gatehouse/contracts/json'
import { type ImportContext, shown } from './import-context.ts'
import { isObject, member } from './source-tree.ts'

type Docs = { url: string; description?: string }

/** Drops members that are no vendor extension and not among the known ones, with a reason better than "unknown". */
export function dropKnown(
  ctx: ImportContext,
  source: JsonObject,
  reasons: Record<string, string>,
  owner: string,
): void {
  for (const [key, reason] of Object.entries(reasons)) {
    if (member(source, key) !== undefined) ctx.drop(source, key, `\`${key}\` of ${owner}`, reason)
  }
}

export function readExternalDocs(ctx: ImportContext, holder: JsonObject, owner: string): Docs | undefined {
  const source = ctx.object(holder, 'externalDocs', shown(`External documentation of ${owner}`))
  if (source === undefined) return undefined
  const url = ctx.text(source, 'url', shown('Address of external documentation'))
  const description = ctx.text(source, 'description', shown('Description of external documentation'))
  if (url !== undefined) return { url, ...(description !== undefined && { description }) }
  ctx.fates.override(holder, 'externalDocs', {
    fate: 'dropped',
    construct: `External documentation of ${owner}`,
    reason: 'has no `url`',
    deep: true,
  })
  return undefined
}

/** `info` with its parts; issues when what must be there is not. */
export function readInfo(ctx: ImportContext): Pick<ApiDescription, 'title' | 'version'> & Partial<ApiDescription> {
  const root = ctx.root
  const info = ctx.object(root, 'info', shown('`info`'))
  if (info === undefined) {
    ctx.issue(
      'openapi.info',
      'The description has no `info` object, so it has no title.',
      root,
      'info',
      'Add `info: { title: …, version: … }`.',
    )
    return { title: '', version: '' }
  }
  const title = ctx.text(info, 'title', shown('Title'))
  if (title === undefined)
    ctx.issue('openapi.title', 'The description has no title.', info, 'title', 'Add `info.title`.')
  const out: Pick<ApiDescription, 'title' | 'version'> & Partial<ApiDescription> = {
    title: title ?? '',
    version: ctx.text(info, 'version', shown('Version of the description')) ?? '',
  }
  const summary = ctx.text(info, 'summary', shown('Summary'))
  if (summary !== undefined) out.summary = summary
  const description = ctx.text(info, 'description', shown('Description'))
  if (description !== undefined) out.description = description
  const terms = ctx.text(info, 'termsOfService', shown('Terms of service'))
  if (terms !== undefined) out.termsOfService = terms
  const contact = ctx.object(info, 'contact', shown('Contact'))
  if (contact !== undefined) {
    const [name, url, email] = ['name', 'url', 'email'].map((key) => ctx.text(contact, key, shown(`Contact's ${key}`)))
    out.contact = {
      ...(name !== undefined && { name }),
      ...(url !== undefined && { url }),
      ...(email !== undefined && { email }),
    }
  }
  readLicense(ctx, info, out)
  return out
}

function readLicense(ctx: ImportContext, info: JsonObject, out: Partial<ApiDescription>): void {
  const license = ctx.object(info, 'license', shown('License'))
  if (license === undefined) return
  const [name, url, identifier] = ['name', 'url', 'identifier'].map((key) =>
    ctx.text(license, key, shown(`License's ${key}`)),
  )
  const title = name ?? identifier ?? url
  if (title === undefined) {
    ctx.fates.override(info, 'license', {
      fate: 'dropped',
      construct: 'License',
      reason: 'has neither name nor address',
      deep: true,
    })
    return
  }
  out.license = { name: title, ...(url !== undefined && { url }), ...(identifier !== undefined && { identifier }) }
}

export function readServers(ctx: ImportContext): ApiDescription['servers'] {
  const reason = 'shown only; where requests go is set per stage'
  const list = ctx.list(ctx.root, 'servers', shown('Servers', reason)) ?? []
  return list.flatMap((server, index) => {
    if (!isObject(server)) return []
    const url = ctx.text(server, 'url', shown('Server address', reason))
    const description =
      ctx.text(server, 'description', shown('Server description', reason)) ??
      (ctx.version === '3.2' ? ctx.text(server, 'name', shown('Server name', reason)) : undefined)
    dropKnown(ctx, server, { name: 'servers are known by their address' }, `server ${index + 1}`)
    if (url === undefined) return []
    return [{ url: withVariables(ctx, server, url), ...(description !== undefined && { description }) }]
  })
}

/** Fills the default values of variables into a server's address. */
function withVariables(ctx: ImportContext, server: JsonObject, url: string): string {
  const variables = ctx.object(
    server,
    'variables',
    shown('Server variables', 'their default values are filled into the address'),
  )
  let filled = url
  for (const [name, variable] of Object.entries(variables ?? {})) {
    if (variables === undefined || !isObject(variable)) continue
    ctx.document(variables, name, `Server variable \`${name}\``, 'its default value is filled into the address')
    const value = ctx.text(
      variable,
      'default',
      shown(`Default of server variable \`${name}\``, 'filled into the address'),
    )
    const reason = 'the default value is filled into the address'
    dropKnown(ctx, variable, { enum: reason, description: reason }, `server variable \`${name}\``)
    if (value !== undefined) filled = filled.replaceAll(`{${name}}`, value)
  }
  return filled
}

export function readTags(ctx: ImportContext): ApiDescription['tags'] {
  const list = ctx.list(ctx.root, 'tags', shown('Tags', 'they order the reference')) ?? []
  const names = new Set<string>()
  return list.flatMap((tag) => {
    if (!isObject(tag)) return []
    const name = ctx.text(tag, 'name', shown('Tag', 'orders the reference'))
    if (name === undefined) return []
    if (names.has(name)) {
      for (const key of Object.keys(tag))
        ctx.fates.override(tag, key, {
          fate: 'dropped',
          construct: `Second tag \`${name}\``,
          reason: 'a tag of this name stands before it',
          deep: true,
        })
      return []
    }
    names.add(name)
    const description =
      ctx.text(tag, 'description', shown(`Description of tag \`${name}\``)) ??
      (ctx.version === '3.2' ? ctx.text(tag, 'summary', shown(`Summary of tag \`${name}\``)) : undefined)
    const reason = 'tags are shown with name and description, in one list'
    const known32 = ctx.version === '3.2' ? { summary: reason, parent: reason, kind: reason } : {}
    dropKnown(ctx, tag, { externalDocs: reason, ...known32 }, `tag \`${name}\``)
    return [{ name, ...(description !== undefined && { description }) }]
  })
}

export function texts(values: readonly Json[]): string[] {
  return values.filter((value) => typeof value === 'string')
}
