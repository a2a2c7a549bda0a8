import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { previewImport } from '@gatehouse/contracts/endpoints/contracts'
import type { Given } from './command.ts'
import { readLocal } from './read-source.ts'

export type Source = EndpointInput<typeof previewImport>

/** What an import is sent: a local file or folder itself, an address to be read by the installation. */
export async function readSource(from: string, given: Given): Promise<Source> {
  const root = given.text('root')
  const more = {
    via: 'cli' as const,
    allowHosts: [...given.texts('allow-host')],
    ...(root === undefined ? {} : { rootFile: root }),
  }
  const path = given.text('path')
  if (path !== undefined) return { ...more, source: { kind: 'git', url: from, ref: given.text('ref') ?? '', path } }
  if (/^https?:\/\//i.test(from)) return { ...more, source: { kind: 'url', url: from } }
  const local = await readLocal(from)
  const { fileName } = local
  if ('text' in local) return { ...more, fileName, source: local.text }
  return { ...more, fileName, source: { kind: 'archive', base64: Buffer.from(local.bytes).toString('base64') } }
}
