import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { ConfigurationDocument } from '@gatehouse/contracts/configuration'
import type { Json } from '@gatehouse/contracts/json'
import { yamlText } from '@gatehouse/importers/yaml-text'

/** The files of a document, by their paths in the folder: one per thing, so that reviews and owners are per thing. */
export function toFiles(document: ConfigurationDocument): Map<string, string> {
  const files = new Map<string, string>()
  const write = (path: string, value: unknown) => files.set(path, yamlText(JSON.parse(JSON.stringify(value)) as Json))
  const { format, organization, teams, webhooks, stages, lint, serviceAccounts, apis = [], products = [] } = document
  write('gatehouse.yaml', { format, ...(organization === undefined ? {} : { organization }) })
  if (teams !== undefined) write('teams.yaml', teams)
  if (webhooks !== undefined) write('webhooks.yaml', webhooks)
  if (stages !== undefined) write('stages.yaml', stages)
  if (lint !== undefined) write('lint.yaml', lint)
  if (serviceAccounts !== undefined) write('service-accounts.yaml', serviceAccounts)
  for (const { slug, versions = [], ...fields } of apis) {
    write(`apis/${slug}/api.yaml`, fields)
    for (const { name, contract, ...settings } of versions) {
      const file = `${name}.openapi.yaml`
      write(`apis/${slug}/${name}.yaml`, { ...(contract === undefined ? {} : { contract: file }), ...settings })
      if (contract !== undefined) write(`apis/${slug}/${file}`, contract)
    }
  }
  for (const { slug, ...fields } of products) write(`products/${slug}.yaml`, fields)
  return files
}

export type Written = { changed: number; unchanged: number; stale: string[] }

/** Writes what differs. `stale`: files of APIs and products that are no part of it (any more); removed when asked for. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>, clean: boolean): Promise<Written> {
  let changed = 0
  for (const [path, text] of files) {
    const file = join(folder, path)
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    changed += 1
  }
  const stale = (await ownFiles(folder)).filter((path) => !files.has(path))
  if (clean) for (const path of stale) await rm(join(folder, path))
  return { changed, unchanged: files.size - changed, stale }
}

async function ownFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  for (const kind of ['apis', 'products']) {
    const entries = await readdir(join(folder, kind), { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries)
      if (entry.isFile() && entry.name.endsWith('.yaml'))
        found.push(relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
  }
  return found.sort()
}
