import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CatalogInput, findCatalogBreaches } from '../src/checks/catalog.ts'
import { repositoryRoot } from '../src/repository.ts'
import { workspacePackages } from '../src/stack/source-hash.ts'

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8')

test('each external version of the repository stands once in the catalog and is used', () => {
  const paths = ['package.json', ...[...workspacePackages().values()].map((folder) => `${folder}/package.json`)]
  const manifests = new Map(paths.map((path) => [path, read(path)]))
  expect(
    findCatalogBreaches({ manifests, workspaceFile: read('pnpm-workspace.yaml'), lockfile: read('pnpm-lock.yaml') }),
  ).toEqual([])
})

describe('the check finds', () => {
  const check = (input: { manifest?: object; catalog?: string; lockfile?: string }) => {
    const whole: CatalogInput = {
      manifests: new Map([
        ['packages/ui/package.json', JSON.stringify(input.manifest ?? { dependencies: { zod: 'catalog:' } })],
      ]),
      workspaceFile: `catalog:\n  zod: ${input.catalog ?? '4.6.7'}\n`,
      lockfile: input.lockfile ?? '',
    }
    return findCatalogBreaches(whole).map(({ message }) => message)
  }

  test('nothing when all is well', () => expect(check({})).toEqual([]))
  test('a version outside the catalog', () =>
    expect(check({ manifest: { dependencies: { zod: '4.6.7' } } })).toEqual(['zod is "4.6.7", must be "catalog:"']))
  test('a dependency that the catalog lacks', () =>
    expect(check({ manifest: { dependencies: { zod: 'catalog:' }, devDependencies: { left: 'catalog:' } } })).toEqual([
      'left is not in the catalog',
    ]))
  test('an internal package that is not taken from the workspace', () =>
    expect(check({ manifest: { dependencies: { zod: 'catalog:', '@gatehouse/db': '0.1.0' } } })).toEqual([
      '@gatehouse/db is "0.1.0", must be "workspace:*"',
    ]))
  test('an entry that nothing uses', () =>
    expect(check({ manifest: {} })).toEqual(['zod is in the catalog but nothing uses it']))
  test('a range', () => expect(check({ catalog: '^4.6.7' })).toEqual(['zod is "^4.6.7", must be one exact version']))
  test('the address of a registry in the lockfile', () => {
    expect(
      check({
        lockfile: 'zod@4.6.7:\n  resolution: {integrity: sha512-x, tarball: http://registry.example/zod.tgz}\n',
      }),
    ).toHaveLength(1)
    expect(
      check({ lockfile: 'zod@4.6.7:\n  resolution: {integrity: sha512-x}\n  deprecated: see https://example.com\n' }),
    ).toEqual([])
  })
})
