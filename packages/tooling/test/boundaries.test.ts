import { describe, expect, test } from 'vitest'
import { type BoundaryRules, boundaryRules, findBoundaryBreaches } from '../src/checks/boundaries.ts'
import { readSourceFiles } from '../src/checks/source-files.ts'
import { repositoryRoot } from '../src/repository.ts'

const check = (files: Record<string, string>, rules?: BoundaryRules) =>
  findBoundaryBreaches(new Map(Object.entries(files)), rules)

test('the repository keeps its boundaries', () => {
  expect(findBoundaryBreaches(readSourceFiles(repositoryRoot))).toEqual([])
})

describe('the boundary check finds', () => {
  test.each([
    [
      'an internal package that is not in the row',
      'packages/gateway/src/a.ts',
      "import { x } from '@gatehouse/db/client'",
      'may not import',
    ],
    [
      'another subpath than the open one',
      'packages/gateway/src/a.ts',
      "import { x } from '@gatehouse/auth/session'",
      'may not import',
    ],
    [
      'a subpath whose name only begins alike',
      'packages/gateway/src/a.ts',
      "import { x } from '@gatehouse/auth/credentials-store'",
      'may not import',
    ],
    [
      'handlers in the compiler',
      'packages/compiler/src/a.ts',
      "import { x } from '@gatehouse/policies/cors/handler'",
      'may not import',
    ],
    ['a type import', 'packages/contracts/src/a.ts', "import type { X } from '@gatehouse/db/client'", 'may not import'],
    ['a re-export', 'packages/ui/src/a.tsx', "export * from '@gatehouse/contracts/ids'", 'may not import'],
    [
      'an import over several lines',
      'packages/ui/src/a.tsx',
      "import {\n  one,\n  two,\n} from '@gatehouse/contracts/ids'",
      'may not import',
    ],
    ['a dynamic import', 'apps/portal/src/a.ts', "const x = await import('@gatehouse/db/client')", 'may not import'],
    ['a require', 'apps/portal/src/a.ts', "const x = require('@gatehouse/gateway/main')", 'may not import'],
    [
      'a path into another package',
      'packages/services/src/a.ts',
      "import { x } from '../../gateway/src/main.ts'",
      'reaches into another package',
    ],
    [
      'a package that is never allowed',
      'packages/http/src/a.ts',
      "import { headers } from 'next/headers'",
      'must never import next',
    ],
    [
      'next-auth elsewhere',
      'apps/admin/src/a.ts',
      "import { signIn } from 'next-auth/react'",
      'only packages/auth/src/session may',
    ],
    [
      'oidc-provider elsewhere',
      'packages/auth/src/session.ts',
      "import Provider from 'oidc-provider'",
      'only packages/auth/src/issuer, packages/auth/src/directory/testing may',
    ],
    ['recharts elsewhere', 'apps/admin/src/a.tsx', "import { Line } from 'recharts'", 'only packages/ui/src may'],
    [
      'the Prisma client elsewhere',
      'packages/services/src/a.ts',
      "import { PrismaClient } from '@prisma/client'",
      'only packages/db may',
    ],
    [
      'the database in a file that is not listed for it',
      'packages/auth/src/other.ts',
      "import { x } from '@gatehouse/db/client'",
      'beside the verbs',
    ],
    [
      'the database in control beside main.ts',
      'apps/control/src/jobs.ts',
      "import { x } from '@gatehouse/db/client'",
      'beside the verbs',
    ],
    ['process.env outside env.ts', 'packages/gateway/src/a.ts', 'const x = process.env.HOME', 'process.env'],
    ['process.env by brackets', 'packages/gateway/test/a.test.ts', `const x = ${'process'}['env']`, 'process.env'],
    ['env from node:process', 'packages/gateway/src/a.ts', `${'import'} { env } from 'node:process'`, 'process.env'],
    ['a package that the table does not know', 'packages/surprise/src/a.ts', '', 'no package of the import table'],
  ])('%s', (_, file, text, message) => {
    expect(
      check({ [file]: text })
        .map((finding) => finding.message)
        .join('\n'),
    ).toContain(message)
  })

  test('what a pure part reaches through its neighbours', () => {
    const findings = check({
      'packages/gateway/src/main.ts': "import { batch } from '@gatehouse/analytics/events/batch'",
      'packages/analytics/src/events/batch.ts': "import { pool } from '../pool.ts'",
      'packages/analytics/src/pool.ts': "import pg from 'pg'",
    })
    expect(findings).toEqual([
      { file: 'packages/gateway/src/main.ts', message: 'reaches pg through packages/analytics/src/pool.ts' },
      { file: 'packages/analytics/src/events/batch.ts', message: 'reaches pg through packages/analytics/src/pool.ts' },
    ])
  })

  test('server code behind a browser file', () => {
    const findings = check({
      'apps/admin/src/screen.tsx': "'use client'\nimport { load } from './load.ts'",
      'apps/admin/src/load.ts': "import { listApis } from '@gatehouse/services/apis/list-apis'",
    })
    expect(findings).toEqual([
      {
        file: 'apps/admin/src/screen.tsx',
        message: 'runs in the browser but imports @gatehouse/services/apis/list-apis through apps/admin/src/load.ts',
      },
    ])
  })
})

describe('the boundary check accepts', () => {
  test.each([
    [
      'what the row allows',
      'packages/gateway/src/a.ts',
      "import { x } from '@gatehouse/analytics/events/batch'\nimport { y } from '@gatehouse/auth/credentials'",
    ],
    [
      'definitions in the compiler',
      'packages/compiler/src/a.ts',
      "import { x } from '@gatehouse/policies/cors/definition'",
    ],
    [
      'the own package by name',
      'packages/services/src/a.ts',
      "import { verb } from '@gatehouse/services/grammar/verb'",
    ],
    [
      'imports in comments and text',
      'packages/ui/src/a.ts',
      '// import { x } from \'@gatehouse/db/client\'\nconst text = "process-env is read in env.ts"',
    ],
    ['process.env in env.ts', 'packages/gateway/src/env.ts', 'export const home = process.env.HOME'],
    ['real neighbours in tests', 'packages/gateway/test/a.test.ts', "import { x } from '@gatehouse/compiler/compile'"],
    [
      'anything in e2e',
      'e2e/journeys/a.ts',
      "import { x } from '@gatehouse/db/client'\nimport { y } from '../fixtures/b.ts'",
    ],
    [
      'a type behind a browser file',
      'apps/admin/src/a.tsx',
      "'use client'\nimport type { X } from '@gatehouse/services/apis/list-apis'",
    ],
  ])('%s', (_, file, text) => expect(check({ [file]: text })).toEqual([]))
})

test('each package of the repository has its row', () => {
  const folders = [...readSourceFiles(repositoryRoot).keys()].map(
    (file) => /^(?:prisma|e2e|\w+\/[\w-]+)/.exec(file)?.[0],
  )
  const rows = boundaryRules.table.map(({ folder }) => folder)
  expect([...new Set(folders)].filter((folder) => !rows.includes(folder ?? ''))).toEqual([])
})
