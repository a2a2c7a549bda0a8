import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '../src/stack/ports.ts'
import { identityOf, isAlive } from '../src/stack/process-identity.ts'
import { lastLogLine, type StackProcess, superviseProcess } from '../src/stack/supervised-process.ts'

let folder = ''
let lines: string[] = []
let running: StackProcess | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-supervise-'))
  lines = []
})
afterEach(async () => {
  await running?.kill()
  running = undefined
  rmSync(folder, { recursive: true })
})

/** Writes a number to a file for each start, then does what the test wants. */
async function supervise(script: string): Promise<{ process: StackProcess; starts: () => number; url: string }> {
  const port = await freePort()
  const starts = join(folder, 'starts')
  const file = join(folder, 'main.mjs')
  writeFileSync(starts, '')
  writeFileSync(
    file,
    `import { appendFileSync, readFileSync } from 'node:fs'
     import { createServer } from 'node:http'
     appendFileSync(${JSON.stringify(starts)}, 'x')
     const start = readFileSync(${JSON.stringify(starts)}, 'utf8').length
     const listen = () => createServer((_, response) => response.end('ok')).listen(${port}, '127.0.0.1')
     ${script}`,
  )
  const url = `http://127.0.0.1:${port}/`
  running = superviseProcess(
    {
      name: 'demo',
      label: 'The demo',
      args: [file],
      cwd: folder,
      env: {},
      logFile: join(folder, 'demo.log'),
      healthUrl: url,
    },
    (line) => lines.push(line),
    () => {},
  )
  return { process: running, starts: () => readFileSync(starts, 'utf8').length, url }
}

test('a process is ready when it answers, and its output is in its log', async () => {
  const { process } = await supervise(`console.log('hello from the demo'); listen()`)
  await process.ready()
  expect(readFileSync(join(folder, 'demo.log'), 'utf8')).toContain('hello from the demo')
})

test('a crash is told in one line and the process comes back', async () => {
  const { process, starts } = await supervise(`listen(); if (start === 1) setTimeout(() => process.exit(7), 300)`)
  await process.ready()
  await vi.waitFor(() => expect(starts()).toBe(2), { timeout: 5000 })
  await process.ready()
  expect(lines).toEqual([
    `The demo stopped (exit code 7) and is started again in 0.5 s; see ${join(folder, 'demo.log')}`,
  ])
})

test('a process that never comes up ends in one sentence with the reason from its log', async () => {
  const { process } = await supervise(`throw new Error('the key is missing')`)
  await expect(process.ready()).rejects.toThrow(
    /^The demo does not start \(Error: the key is missing\): see .*demo\.log\.$/,
  )
})

test('a killed process stays down until it is restarted', async () => {
  const { process, starts, url } = await supervise('listen()')
  await process.ready()
  const identity = identityOf(process.pid ?? 0)
  await process.kill()
  expect(identity && isAlive(identity)).toBe(false)
  await expect(fetch(url)).rejects.toThrow()
  await process.restart()
  expect((await fetch(url)).status).toBe(200)
  expect(starts()).toBe(2)
  expect(lines).toEqual([])
})

test('a stopped process may end in its own way, and takes what it started along', async () => {
  const { process } = await supervise(`
    import('node:child_process').then(({ spawn }) => {
      const child = spawn(globalThis.process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      appendFileSync(${JSON.stringify(join(folder, 'child'))}, String(child.pid))
      globalThis.process.on('SIGTERM', () => { console.log('said goodbye'); globalThis.process.exit(0) })
      listen()
    })`)
  await process.ready()
  const child = identityOf(Number(readFileSync(join(folder, 'child'), 'utf8')))
  expect(child).toBeDefined()
  await process.stop()
  expect(readFileSync(join(folder, 'demo.log'), 'utf8')).toContain('said goodbye')
  await vi.waitFor(() => expect(child && isAlive(child)).toBe(false))
})

test('the telling line of a log is the error, not the stack below it', () => {
  const log = join(folder, 'some.log')
  writeFileSync(log, 'starting\nError: connect ECONNREFUSED\n    at x (file:1:1)\n}\n\nNode.js v24.0.0\n')
  expect(lastLogLine(log)).toBe('Error: connect ECONNREFUSED')
  expect(lastLogLine(join(folder, 'none.log'))).toBe('no output')
})
