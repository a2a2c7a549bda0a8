import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { diffDescriptions } from '../src/diff-descriptions.ts'
import { importOpenApi } from '../src/import-openapi.ts'
import { runDiff } from '../src/run-diff.ts'
import { runImport } from '../src/run-import.ts'
import { workerFile } from '../src/worker-file.ts'
import { directory } from './directory-files.ts'

const large = readFileSync(join(directory, 'kubernetes.io.json'))

describe('runImport', () => {
  it('gives the same result as the import in the same thread', { timeout: 30_000 }, async () => {
    const result = await runImport({ bytes: large, fileName: 'kubernetes.io.json' }, { timeoutMs: 30_000 })
    expect(result).toEqual(importOpenApi({ text: large.toString(), fileName: 'kubernetes.io.json' }))
  })

  it('never holds up the event loop of its caller', { timeout: 30_000 }, async () => {
    await runImport({ text: '' })
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const result = await runImport({ bytes: large }, { timeoutMs: 30_000 })
    delay.disable()
    expect(result.ok).toBe(true)
    expect(delay.max / 1e6).toBeLessThan(500)
    expect(delay.percentile(99) / 1e6).toBeLessThan(50)
  })

  it('takes YAML of 5 MB within its default memory', { timeout: 60_000 }, async () => {
    const text = stringify(JSON.parse(large.toString()), { aliasDuplicateObjects: false })
    expect(text.length).toBeGreaterThan(5_000_000)
    expect(await runImport({ text }, { timeoutMs: 60_000 })).toMatchObject({ ok: true })
  })

  it('ends an import that takes too long', async () => {
    const result = await runImport({ bytes: large }, { timeoutMs: 50 })
    expect(result).toMatchObject({
      ok: false,
      issues: [{ rule: 'limits.time', message: expect.stringContaining('0.05 seconds') }],
    })
  })

  it('ends an import that needs too much memory, and the process lives on', { timeout: 30_000 }, async () => {
    const result = await runImport({ bytes: large }, { memoryMb: 12, timeoutMs: 30_000 })
    expect(result).toMatchObject({
      ok: false,
      issues: [{ rule: 'limits.memory', message: expect.stringContaining('12 MB') }],
    })
  })

  it('finds its worker below the working directory when a bundler moved the module, and says what to ship when it is nowhere', () => {
    const root = join(import.meta.dirname, '..', '..', '..')
    const expected = join(root, 'packages', 'importers', 'src', 'import-worker.ts')
    expect(workerFile({ moduleUrl: 'file:///gone/chunk.js', main: undefined, cwd: join(root, 'apps', 'admin') })).toBe(
      expected,
    )
    expect(() => workerFile({ moduleUrl: 'file:///gone/chunk.js', main: undefined, cwd: '/' })).toThrow('must ship')
  })
})

describe('runDiff', () => {
  const imported = (name: string) => {
    const result = importOpenApi({ text: readFileSync(join(directory, name), 'utf8') })
    if (!result.ok) throw new Error(result.issues[0]?.message)
    return result.description
  }

  it('gives what the diff gives, without holding up the event loop', { timeout: 60_000 }, async () => {
    const [before, after] = [imported('github.com/ghes-3.7.json'), imported('github.com/ghes-3.8.json')]
    const texts = [JSON.stringify(before), JSON.stringify(after)] as const
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const changes = await runDiff(...texts)
    delay.disable()
    expect(changes).toEqual(diffDescriptions(before, after))
    expect(delay.percentile(99) / 1e6).toBeLessThan(50)
    expect(delay.max / 1e6).toBeLessThan(500)
  })

  it('compares small descriptions in place', async () => {
    const { schemas, ...rest } = imported('github.com/ghes-3.7.json')
    const one = JSON.stringify({ ...rest, operations: [], schemas: {} })
    expect(await runDiff(one, one)).toEqual([])
    expect(
      (await runDiff(one, JSON.stringify({ ...rest, operations: [], schemas: {}, title: 'Other' }))).map(
        ({ rule }) => rule,
      ),
    ).toEqual(['api.title-changed'])
    expect(Object.keys(schemas).length).toBeGreaterThan(100)
  })
})
