import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSourceFiles } from '../src/checks/source-files.ts'

/**
 * D2: take Next's proxy file away, and still nobody reads what he may not. The API is judged behind it anyway (packages/http tests its
 * mounts with nothing in front); here: a page has no other way to data than that mount, or a query that judges the same actor.
 */
const files = [...readSourceFiles(join(import.meta.dirname, '../../..'))].filter(([path]) =>
  /^apps\/(admin|portal)\/src\//.test(path),
)
const inside = /from '@gatehouse\/(services|http|db)\//

/** Who takes data from use cases without the mount, and by what it is judged there. */
const reads: Readonly<Record<string, RegExp>> = {
  'apps/portal/src/server/context.ts': /actor: await auth\.currentActor/,
  'apps/portal/src/features/reference/load-version.ts': /readerContext\(\)/,
  'apps/portal/src/features/oauth/read-oauth.ts': /[sS]ession/,
  'apps/portal/src/features/oauth/acts.ts': /[sS]ession/,
}
const plumbing = /^apps\/(admin|portal)\/src\/(server\/gatehouse|instrumentation)\.ts$/

describe('without the proxy', () => {
  test('pages and features reach use cases through the mount, or by the visitor’s own session', () => {
    const others = files.filter(([path, text]) => inside.test(text) && !plumbing.test(path))
    expect(others.map(([path]) => path).filter((path) => reads[path] === undefined)).toEqual([])
    for (const [path, text] of others) expect(text, path).toMatch(reads[path] ?? /never/)
  })

  test('the proxies themselves judge nothing and read nothing', () => {
    const proxies = files.filter(([path]) => path.endsWith('/src/proxy.ts'))
    expect(proxies).toHaveLength(2)
    for (const [path, text] of proxies) {
      expect(text, path).not.toMatch(inside)
      expect(text, path).not.toMatch(/grants|permission|serverCall|fetch\(/)
    }
  })

  test('calls of the server carry the visitor’s cookie and nobody else’s right', () => {
    for (const app of ['admin', 'portal']) {
      const text = new Map(files).get(`apps/${app}/src/server/call.ts`) ?? ''
      expect(text).toMatch(/incoming\.get\(name\)/)
      expect(text).not.toMatch(/['"]authorization['"]|kind: 'system'|asSystem/i)
    }
    const system = files.filter(([, text]) => /kind: 'system'|asSystem\(/.test(text)).map(([path]) => path)
    // An end user's own acts: he is no person of ours, and each act is judged by his session or his link.
    expect(system.filter((path) => !plumbing.test(path))).toEqual(['apps/portal/src/features/oauth/acts.ts'])
  })

  test('there are no server actions: no second way in', () => {
    expect(files.filter(([, text]) => /^\s*['"]use server['"]/m.test(text)).map(([path]) => path)).toEqual([])
  })

  test('each page of the console stands below the layout that asks who it is', () => {
    const pages = files.map(([path]) => path).filter((path) => /^apps\/admin\/src\/app\/.*\/page\.tsx$/.test(path))
    const outside = pages.filter((path) => !path.includes('/app/(console)/'))
    expect(new Map(files).get('apps/admin/src/app/(console)/layout.tsx')).toContain('await requireAccount()')
    expect(outside.filter((path) => !/\/app\/(\(entry\)|development)\//.test(path))).toEqual([])
    expect(pages.length - outside.length).toBeGreaterThan(40)
  })
})
