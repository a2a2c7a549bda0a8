import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { recordCalls } from '@gatehouse/services/testing-usage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveInstallation } from './served.ts'

const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
let served: Awaited<ReturnType<typeof serveInstallation>>
let child: ChildProcess
beforeAll(async () => {
  served = await serveInstallation(['request.read', 'api.read'])
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await served.end()
})

/** A request as a gateway reports it. */
async function call(path: string): Promise<void> {
  const stage = await served.app.db.prisma.stage.findFirstOrThrow({ where: { slug: 'production' } })
  await recordCalls(served.app.ctx(), { stageId: stage.id, path }, [{ times: 1 }])
}

test('streams what comes, goes on where a server was away, shows nothing twice, and ends on SIGINT with 0', {
  timeout: 60_000,
}, async () => {
  await call('/before')
  child = spawn(process.execPath, [main, 'tail', '--lines', '5'], { cwd: served.folder, env: served.env })
  let [out, err] = ['', '']
  const seen = new EventTarget()
  const note = () => seen.dispatchEvent(new Event('more'))
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    note()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString()
    note()
  })
  child.on('exit', note)
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      expect(child.exitCode, err).toBeNull()
      await once(seen, 'more')
    }
  }
  await until(() => out.includes('/before'))
  await call('/while-it-runs')
  await until(() => out.includes('/while-it-runs'))

  await served.away()
  await until(() => err.includes('does not answer; trying again'))
  await call('/while-it-was-away')
  await served.back()
  await until(() => out.includes('/while-it-was-away'))
  expect(err).toContain('The installation answers again.')

  child.kill('SIGINT')
  const [code, signal] = await once(child, 'exit')
  expect([code, signal]).toEqual([0, null])
  const paths = out
    .trim()
    .split('\n')
    .map((line) => /\/\S+/.exec(line)?.[0])
  expect(paths).toEqual(['/before', '/while-it-runs', '/while-it-was-away'])
})
