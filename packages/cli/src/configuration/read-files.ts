import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ConfigurationDocument, configurationDocument } from '@gatehouse/contracts/configuration'
import { parse } from 'yaml'
import { CommandFailure } from '../command.ts'

type Members = Record<string, unknown>
/** The file behind each place of the document, so that what is wrong is named by its file. */
export type Places = Map<string, string>

/** Reads a folder as a document. Every file is optional: what is not there is not mentioned. */
export async function readFiles(folder: string): Promise<{ document: ConfigurationDocument; places: Places }> {
  const places: Places = new Map()
  const root = (await readMembers(join(folder, 'gatehouse.yaml'))) ?? {}
  const said: Members = { format: 1, ...root }
  places.set('', 'gatehouse.yaml')
  for (const [kind, file] of Object.entries({
    teams: 'teams.yaml',
    webhooks: 'webhooks.yaml',
    stages: 'stages.yaml',
    lint: 'lint.yaml',
    serviceAccounts: 'service-accounts.yaml',
  })) {
    const value = await readYaml(join(folder, file))
    if (value === undefined) continue
    said[kind] = value
    places.set(`/${kind}`, file)
  }
  const apis = await readApis(folder, places)
  if (apis !== undefined) said.apis = apis
  const products = await readProducts(folder, places)
  if (products !== undefined) said.products = products
  if (places.size === 1 && Object.keys(root).length === 0)
    throw new CommandFailure(`${folder} holds no configuration. gatehouse export ${folder} writes one.`)
  const parsed = configurationDocument.safeParse(said)
  if (parsed.success) return { document: parsed.data, places }
  const lines = parsed.error.issues.slice(0, 20).map(({ path, message }) => {
    const pointer = path.map((part) => `/${String(part)}`).join('')
    return `  ${placeOf(places, pointer)}: ${message}`
  })
  throw new CommandFailure(`The files cannot be applied:\n${lines.join('\n')}`)
}

/** `apis/orders/v1.yaml /operations` for `/apis/0/versions/0/operations`. */
export function placeOf(places: Places, pointer: string): string {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const file = places.get(at)
    if (file !== undefined) return `${file}${pointer === at ? '' : ` ${pointer.slice(at.length)}`}`
    if (at === '') return pointer
  }
}

async function readApis(folder: string, places: Places): Promise<Members[] | undefined> {
  const names = await listNames(join(folder, 'apis'))
  if (names === undefined) return undefined
  const apis: Members[] = []
  for (const slug of names) {
    const at = `apis/${slug}`
    const files = await listNames(join(folder, at))
    const fields = await readMembers(join(folder, at, 'api.yaml'))
    const versions: Members[] = []
    const here = `/apis/${apis.length}`
    for (const file of files ?? []) {
      if (!file.endsWith('.yaml') || file === 'api.yaml' || file.endsWith('.openapi.yaml')) continue
      places.set(`${here}/versions/${versions.length}`, `${at}/${file}`)
      versions.push(await readVersion(join(folder, at, file), file.slice(0, -'.yaml'.length)))
    }
    if (fields === undefined && versions.length === 0) continue
    places.set(here, `${at}/api.yaml`)
    apis.push({ ...fields, slug, ...(versions.length === 0 ? {} : { versions }) })
  }
  return apis
}

/** `contract` is a path from the version's own file, so that a contract can stay where it is kept. */
async function readVersion(file: string, name: string): Promise<Members> {
  const { contract, ...settings } = (await readMembers(file)) ?? {}
  if (contract === undefined) return { ...settings, name }
  if (typeof contract !== 'string') return { ...settings, name, contract }
  const path = join(dirname(file), contract)
  const read = await readMembers(path)
  if (read === undefined) throw new CommandFailure(`${file} names the contract ${contract}, which does not exist.`)
  return { ...settings, name, contract: read }
}

async function readProducts(folder: string, places: Places): Promise<Members[] | undefined> {
  const files = await listNames(join(folder, 'products'))
  if (files === undefined) return undefined
  const products: Members[] = []
  for (const file of files.filter((name) => name.endsWith('.yaml'))) {
    places.set(`/products/${products.length}`, `products/${file}`)
    products.push({ ...(await readMembers(join(folder, 'products', file))), slug: file.slice(0, -'.yaml'.length) })
  }
  return products
}

async function listNames(folder: string): Promise<string[] | undefined> {
  return (await readdir(folder).catch(() => undefined))?.sort()
}

async function readMembers(file: string): Promise<Members | undefined> {
  const value = await readYaml(file)
  if (value === undefined) return undefined
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value))
    throw new CommandFailure(`${file} must hold members, such as "name: Orders".`)
  return value as Members
}

/** YAML, of which JSON is a part. Undefined where there is no file. */
async function readYaml(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return parse(text, { maxAliasCount: 100, version: '1.2' })
  } catch (error) {
    throw new CommandFailure(`${file} is no YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
}
