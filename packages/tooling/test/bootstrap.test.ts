import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readImports } from '../src/checks/read-imports.ts'
import { repositoryRoot } from '../src/repository.ts'

const script = join(repositoryRoot, 'packages', 'tooling', 'bootstrap.mjs')

test('the bootstrap needs nothing that is not in Node itself', () => {
  const names = readImports(readFileSync(script, 'utf8')).map(({ specifier }) => specifier)
  expect(names.length).toBeGreaterThan(3)
  expect(names.filter((name) => !name.startsWith('node:') || !builtinModules.includes(name.slice(5)))).toEqual([])
})

test('an unknown command ends in one sentence that names the known ones', () => {
  const { status, stderr } = spawnSync(process.execPath, [script, 'fly'], { encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toBe(
    'Use one of: npm run start, npm run dev, npm run test, npm run reset, npm run bench, npm run docs, npm run screenshots.\n',
  )
})

test('npm offers each command, and continuous integration runs the tests', () => {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const command of ['start', 'dev', 'test', 'reset', 'bench', 'docs', 'screenshots']) {
    expect(scripts[command]).toBe(`node packages/tooling/bootstrap.mjs ${command}`)
  }
  expect(readFileSync(join(repositoryRoot, '.ci', 'run'), 'utf8')).toMatch(/^exec npm test$/m)
})
