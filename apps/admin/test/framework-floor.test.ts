import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import portalConfig from '../../portal/next.config.ts'
import adminConfig from '../next.config.ts'

const require = createRequire(import.meta.url)
const versionOf = (name: string) =>
  (require(`${name}/package.json`) as { version: string }).version.split('.').map(Number)

/** Whether a version is at least another one. */
function atLeast(version: readonly number[], floor: readonly number[]): boolean {
  for (const [index, wanted] of floor.entries()) {
    const has = version[index] ?? 0
    if (has !== wanted) return has > wanted
  }
  return true
}

it.each([
  ['D1 D3 D4: next', 'next', [16, 3, 3]],
  ['D3: react', 'react', [19, 2, 3]],
] as const)('%s is newer than what its advisories name', (_, name, floor) => {
  expect(atLeast(versionOf(name), floor)).toBe(true)
})

it('D4: no image is fetched and optimised for anybody', () => {
  for (const config of [adminConfig, portalConfig]) expect(config.images?.unoptimized).toBe(true)
})
