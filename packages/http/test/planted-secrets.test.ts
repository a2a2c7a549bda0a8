import { randomBytes } from 'node:crypto'
import { totpCode } from '@gatehouse/auth/factors/totp'
import type { Actor } from '@gatehouse/contracts/actor'
import type { Endpoint } from '@gatehouse/contracts/endpoint'
import { changePassword } from '@gatehouse/contracts/endpoints/account'
import * as security from '@gatehouse/contracts/endpoints/account-security'
import { exportMyData } from '@gatehouse/contracts/endpoints/personal-data'
import * as serviceAccounts from '@gatehouse/contracts/endpoints/service-accounts'
import { signIn } from '@gatehouse/contracts/endpoints/sign-in'
import { createSessionStore } from '@gatehouse/services/account/sessions'
import { openKeyring } from '@gatehouse/services/secrets/keyring'
import { createServiceAccount } from '@gatehouse/services/service-accounts/create-service-account'
import { createTeam } from '@gatehouse/services/teams/create-team'
import { createTestInstallation, type TestInstallation, testPassword } from '@gatehouse/services/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillPath, mountForTests } from './mounted.ts'

let app: TestInstallation
let mounted: ReturnType<typeof mountForTests>
const keyrings: { stop: () => void }[] = []
beforeAll(async () => {
  app = await createTestInstallation()
  const keys = openKeyring({ db: app.db, secretKeys: [app.installation.secretKey] })
  keyrings.push(keys)
  await keys.refresh()
  app.installation.keys = keys
  mounted = mountForTests(app)
})
afterAll(async () => {
  for (const keys of keyrings) keys.stop()
  await app.drop()
})

/** What may say a secret to its owner, once: the answer that hands it out. Everything else is searched. */
const heard: string[] = []
async function call(endpoint: Endpoint, actor: Actor, body: object, params: Record<string, string> = {}) {
  const answer = await mounted.call(endpoint, actor, { path: fillPath(endpoint, params), body: JSON.stringify(body) })
  const text = await answer.text()
  return { ok: answer.ok, text, value: (text === '' ? {} : JSON.parse(text)) as Record<string, never> }
}

/** Text of every table of the database: rows, audit, queued jobs. */
async function dump(except: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await app.db.pool.query<{ schema: string; table: string }>(
    `SELECT table_schema AS schema, table_name AS table FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  )
  const texts = new Map<string, string>()
  for (const { schema, table } of rows) {
    if (except.includes(table)) continue
    const found = await app.db.pool.query(
      `SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM "${schema}"."${table}" t`,
    )
    texts.set(`${schema}.${table}`, found.rows[0].text)
  }
  return texts
}

test('C.3 V16: no planted secret stands in the database, the audit log, logs, problems or an export', async () => {
  const admin = await app.member('Admin')
  const { email } = await app.db.prisma.person.findUniqueOrThrow({ where: { id: admin.personId } })
  const secrets: Record<string, string> = { password: testPassword }
  const wrong = `wrong-${randomBytes(12).toString('hex')}`
  secrets['wrong password'] = wrong

  heard.push((await call(signIn, { kind: 'visitor' }, { email, password: wrong })).text)
  heard.push((await call(signIn, { kind: 'visitor' }, { email, password: wrong, extra: wrong })).text)
  const step = await call(signIn, { kind: 'visitor' }, { email, password: testPassword })
  secrets['sign-in ticket'] = step.value.ticket ?? ''
  secrets.cookie = (await createSessionStore({ ...app, app: 'admin' }).open(admin.personId, {})).sid

  const totp = await call(security.beginTotp, admin, {})
  secrets['TOTP secret'] = totp.value.secret ?? ''
  const code = totpCode(totp.value.secret ?? '', new Date())
  const confirmed = await call(security.confirmTotp, admin, { code })
  const codes = confirmed.value.recoveryCodes as unknown as string[]
  secrets['recovery code'] = codes[0] ?? ''
  heard.push(
    (await call(security.giveProof, admin, { proof: { kind: 'recovery', code: `${codes[1]}-${wrong}`.slice(0, 40) } }))
      .text,
  )

  secrets['new password'] = `new-${randomBytes(12).toString('hex')}`
  const change = { currentPassword: testPassword, newPassword: secrets['new password'] }
  heard.push((await call(changePassword, admin, change)).text)

  const ctx = app.ctx(admin)
  const team = await createTeam({ ctx, input: { name: 'T' } })
  const account = await createServiceAccount({ ctx, input: { name: 'ci', teamId: team.id } })
  const role = await app.db.prisma.role.findUniqueOrThrow({ where: { name: 'Admin' } })
  await app.db.prisma.roleAssignment.create({
    data: { id: 'ra_planted', roleId: role.id, serviceAccountId: account.id, scope: 'organization' },
  })
  const params = { serviceAccountId: account.id }
  const key = await call(serviceAccounts.createManagementKey, admin, { name: 'k', scopes: ['team.read'] }, params)
  secrets['management key'] = String(key.value.key ?? '')
  heard.push((await call(serviceAccounts.listManagementKeys, admin, {}, params)).text)
  heard.push((await call(security.getSecurity, admin, {})).text)
  const exported = await call(exportMyData, admin, {})
  expect(exported.ok).toBe(true)
  heard.push(exported.text)

  for (const [name, secret] of Object.entries(secrets)) expect(secret.length, name).toBeGreaterThan(8)
  const places = await dump([])
  places.set('answers and problems', heard.join(' '))
  places.set('logs', JSON.stringify(mounted.logged))
  const hits = [...places].flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [`${name} in ${place}`] : [])),
  )
  expect(hits).toEqual([])
})
