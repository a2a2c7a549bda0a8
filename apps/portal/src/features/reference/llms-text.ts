import { listCatalogue } from '@gatehouse/contracts/endpoints/portal'
import { serverCall } from '../../server/call.ts'
import { loadVersion, shownOperations, versionHref } from './load-version.ts'

/** APIs whose operations are listed one by one; the rest is named. */
const listedApis = 30

/** What a language model should read to use these APIs: every page's plain-text twin, as the reader may see them. */
export async function llmsText(portalUrl: string): Promise<string> {
  const call = await serverCall()
  const { items } = await call(listCatalogue, { limit: 200 })
  const lines = [
    '# Developer portal',
    '',
    '> APIs behind one gateway. Every operation has a Markdown page; errors are RFC 9457 problems with a code.',
    '',
  ]
  lines.push(`- [Problem codes](${portalUrl}/problems)`, '')
  for (const [index, api] of items.entries()) {
    const version = api.versions.find(({ state }) => state === 'published') ?? api.versions[0]
    if (!version) continue
    lines.push(`## ${api.name} ${version.name}`, '')
    if (api.summary) lines.push(api.summary, '')
    const view = index < listedApis ? await loadVersion(api.slug, version.name) : undefined
    if (!view) {
      lines.push(`- [Overview](${portalUrl}/apis/${api.slug}/${encodeURIComponent(version.name)})`, '')
      continue
    }
    for (const { name, baseUrl } of view.stages) lines.push(`- ${name}: ${baseUrl}`)
    for (const { listed, operation, title } of shownOperations(view)) {
      lines.push(
        `- [${title}](${portalUrl}${versionHref(view)}/${listed.slug}.md): ${operation.method} ${operation.path}`,
      )
    }
    lines.push('')
  }
  return `${lines.join('\n')}\n`
}
