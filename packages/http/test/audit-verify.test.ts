import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveInstallation } from './served.ts'

const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
let served: Awaited<ReturnType<typeof serveInstallation>>
beforeAll(async () => {
  served = await serveInstallation(['audit.read', 'audit.export'])
})
afterAll(() => served.end())

async function audit(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const options = { cwd: served.folder, env: served.env }
  return await promisify(execFile)(process.execPath, [main, 'audit', ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error) => ({ code: Number(error.code), out: String(error.stdout), err: String(error.stderr) }),
  )
}
const path = (name: string) => join(served.folder, name)
const write = (name: string) => createTeam({ ctx: served.app.ctx(), input: { name } })
const sql = (text: string) => served.app.db.pool.query(text)

test('an auditor verifies from a remembered head, and an altered entry, a rewritten log and a cut end are found', {
  timeout: 90_000,
}, async () => {
  const first = await audit('verify', '--checkpoint', 'head.json')
  expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^Intact: \d+ entries/) })
  const kept = JSON.parse(readFileSync(path('head.json'), 'utf8'))
  await write('Later')
  const second = await audit('verify', '--checkpoint', 'head.json', '--json')
  const [{ intact, rows, headSeq, headHash }] = [JSON.parse(second.out)]
  expect({ intact, rows }).toEqual({ intact: true, rows: Number(headSeq) - Number(kept.seq) })
  expect(await audit('verify', '--from', `${kept.seq}:${kept.hash}`)).toMatchObject({ code: 0 })

  const [genuine] = (await sql('SELECT actor_id FROM audit_log WHERE seq = 2')).rows
  await sql(`UPDATE audit_log SET actor_id = 'somebody' WHERE seq = 2`)
  expect(await audit('verify')).toMatchObject({ code: 1, out: expect.stringContaining('Broken at entry 2') })
  await sql(`UPDATE audit_log SET actor_id = '${genuine.actor_id}' WHERE seq = 2`)

  await sql(`DELETE FROM audit_log WHERE seq = ${headSeq}`)
  expect(await audit('verify'), 'a cut end is whole in itself').toMatchObject({ code: 0 })
  const cut = await audit('verify', '--checkpoint', 'head.json')
  expect(cut).toMatchObject({ code: 1, out: expect.stringContaining('the end was cut off') })
  expect(JSON.parse(readFileSync(path('head.json'), 'utf8')), 'the head that was kept stays').toEqual({
    seq: headSeq,
    hash: headHash,
  })
  writeFileSync(path('spoilt.json'), '{}')
  expect(await audit('verify', '--checkpoint', 'spoilt.json')).toMatchObject({ code: 2 })
})

test('an export is verified without the installation: whole, in parts, and altered', { timeout: 90_000 }, async () => {
  for (const name of ['One', 'Two', 'Three']) await write(name)
  expect(await audit('export', '--output', 'all.ndjson')).toMatchObject({ code: 0 })
  const offline = { ...served.env, GATEHOUSE_URL: '', GATEHOUSE_KEY: '' }
  const online = served.env
  served.env = offline
  try {
    const lines = readFileSync(path('all.ndjson'), 'utf8').trim().split('\n')
    expect(await audit('verify', '--file', 'all.ndjson')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Intact: ${lines.length} entries`),
    })
    const save = (name: string, text: string[]) => writeFileSync(path(name), text.join('\n'))
    save('forged.ndjson', [...lines.slice(0, -1), (lines.at(-1) ?? '').replace('Three', 'Free')])
    expect(await audit('verify', '--file', 'forged.ndjson')).toMatchObject({
      code: 1,
      out: expect.stringContaining('its content does not give its hash'),
    })
    save(
      'part.ndjson',
      lines.filter((_, at) => at % 2 === 0),
    )
    expect(await audit('verify', '--file', 'part.ndjson')).toMatchObject({
      code: 0,
      out: expect.stringContaining('leaves entries out'),
    })
    save('twice.ndjson', [...lines, ...lines.slice(-1)])
    expect(await audit('verify', '--file', 'twice.ndjson')).toMatchObject({ code: 1 })
    const last = JSON.parse(lines.at(-1) ?? '')
    const from = `${last.seq}:${last.hash}`
    expect(await audit('verify', '--file', 'all.ndjson', '--from', from)).toMatchObject({ code: 0 })
    save('cut.ndjson', lines.slice(0, -1))
    expect(await audit('verify', '--file', 'cut.ndjson', '--from', from)).toMatchObject({ code: 1 })
    save('other.ndjson', ['{"not":"ours"}'])
    expect(await audit('verify', '--file', 'other.ndjson')).toMatchObject({ code: 2 })
  } finally {
    served.env = online
  }
})
