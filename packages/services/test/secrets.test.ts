import { randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installation, openText, sealText } from '../src/grammar/installation.ts'
import { type Keyring, openKeyring } from '../src/secrets/keyring.ts'
import { readSecretKey } from '../src/secrets/read-secret-key.ts'
import { rotateKeys } from '../src/secrets/rotate-keys.ts'
import { sealedPlaces } from '../src/secrets/sealed-places.ts'
import { createTestInstallation, type TestInstallation } from '../src/testing.ts'

let app: TestInstallation
const rings: Keyring[] = []
beforeAll(async () => {
  app = await createTestInstallation()
})
afterAll(async () => {
  for (const ring of rings) ring.stop()
  await app.drop()
})

/** A process with its own data keys, as it is after its start. */
async function start(secretKey: Uint8Array): Promise<Installation & { keys: Keyring }> {
  const keys = openKeyring({ db: app.db, secretKeys: [secretKey] })
  rings.push(keys)
  await keys.refresh()
  return { ...app.installation, secretKey, keys }
}

/** Waiting TOTP secrets of as many persons; gives what they say now. */
async function plant(installation: Installation, n: number) {
  const people = await Promise.all(Array.from({ length: n }, () => app.developer()))
  for (const { personId } of people)
    await app.db.prisma.totpFactor.create({
      data: { personId, sealed: sealText(installation, `totp ${personId}`, `secret of ${personId}`) },
    })
  return async (reader: Installation) => {
    const rows = await app.db.prisma.totpFactor.findMany({
      where: { personId: { in: people.map((one) => one.personId) } },
    })
    return rows.every((row) => openText(reader, `totp ${row.personId}`, row.sealed) === `secret of ${row.personId}`)
  }
}

const sealedWith = async (start: string) =>
  (await app.db.prisma.totpFactor.findMany()).every(({ sealed }) => sealed.startsWith(start))

describe('sealed text', () => {
  test('names its data key, and opens for its purpose only and unchanged only', async () => {
    const process = await start(app.installation.secretKey)
    const sealed = sealText(process, 'a', 'hidden')
    expect(sealed).toMatch(/^v2\.sec_[0-9a-f]{32}\./)
    expect(openText(process, 'a', sealed)).toBe('hidden')
    expect(() => openText(process, 'b', sealed)).toThrow()
    const [version, , body] = sealed.split('.')
    expect(() => openText(process, 'a', `${version}.sec_${'0'.repeat(32)}.${body}`)).toThrow()
  })

  test('of before data keys still opens', async () => {
    const older = sealText(app.installation, 'a', 'hidden')
    expect(older).toMatch(/^v1\./)
    expect(openText(await start(app.installation.secretKey), 'a', older)).toBe('hidden')
  })

  test('has one first data key, however many processes start at once', async () => {
    await app.db.prisma.dataKey.deleteMany()
    await Promise.all(Array.from({ length: 6 }, () => start(app.installation.secretKey)))
    expect(await app.db.prisma.dataKey.count()).toBe(1)
  })

  test('does not open with another installation key, and its data keys neither', async () => {
    await expect(start(randomBytes(32))).rejects.toThrow('No data key opens')
  })

  test('stands in no column that rotation does not know', async () => {
    const { rows } = await app.db.pool.query<{ place: string }>(
      `SELECT table_name || '.' || column_name AS place FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name LIKE '%sealed%' AND table_name <> 'data_key'`,
    )
    const known = sealedPlaces.map(({ table, column }) => `${table}.${column}`)
    expect(rows.map(({ place }) => place).filter((place) => !known.includes(place as never))).toEqual([])
  })
})

describe('rotation', () => {
  const quick = { settle: 0 }

  test('of the data key seals everything anew, while a process that began before goes on reading and writing', async () => {
    const running = await start(app.installation.secretKey)
    const older = await plant(app.installation, 2)
    const newer = await plant(running, 2)
    const { dataKey, unreadable } = await rotateKeys({ db: app.db, installation: app.installation, ...quick })
    expect(unreadable).toBe(0)
    expect(await sealedWith(`v2.${dataKey}.`)).toBe(true)
    const meanwhile = await plant(running, 1)
    await running.keys.refresh()
    for (const check of [older, newer, meanwhile]) expect(await check(running)).toBe(true)
    expect(running.keys.current()?.id).toBe(dataKey)
    // Signing keys of the installation are among it.
    const signing = await app.db.prisma.signingKey.findMany()
    expect(signing.every(({ sealedPrivate }) => sealedPrivate.startsWith(`v2.${dataKey}.`))).toBe(true)
  })

  test('that broke off goes on, and done again changes nothing', async () => {
    const running = await start(app.installation.secretKey)
    const check = await plant(running, 3)
    let lines = 0
    const broken = rotateKeys({
      ...{ db: app.db, installation: app.installation, ...quick },
      progress: () => {
        lines += 1
        if (lines === 2) throw new Error('killed')
      },
    })
    await expect(broken).rejects.toThrow('killed')
    const resumed = await rotateKeys({ db: app.db, installation: app.installation, ...quick, resume: true })
    expect(await sealedWith(`v2.${resumed.dataKey}.`)).toBe(true)
    expect(await rotateKeys({ db: app.db, installation: app.installation, ...quick, resume: true })).toEqual({
      ...{ dataKey: resumed.dataKey, resealed: 0, unreadable: 0, rewrapped: 0 },
    })
    await running.keys.refresh()
    expect(await check(running)).toBe(true)
  })

  test('of the installation key takes the old one once; who still has it goes on until its restart', async () => {
    const previousKey = app.installation.secretKey
    const secretKey = randomBytes(32)
    const running = await start(previousKey)
    const older = await plant(app.installation, 2)
    const check = await plant(running, 2)
    const { unreadable, rewrapped } = await rotateKeys({
      ...{ db: app.db, installation: { ...app.installation, secretKey }, previousKey, ...quick },
    })
    expect([unreadable, rewrapped > 0]).toEqual([0, true])
    await running.keys.refresh()
    const written = await plant(running, 1)
    const restarted = await start(secretKey)
    for (const process of [running, restarted]) {
      expect(await older(process)).toBe(true)
      expect(await check(process)).toBe(true)
      expect(await written(process)).toBe(true)
    }
    await expect(start(previousKey), 'the old key opens nothing any more').rejects.toThrow('No data key opens')
    const again = await rotateKeys({
      db: app.db,
      installation: { ...app.installation, secretKey },
      previousKey,
      ...quick,
    })
    expect([again.rewrapped, again.resealed, again.unreadable]).toEqual([0, 0, 0])
    app.installation.secretKey = secretKey
  })
})

describe('the installation key', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'gh-key-')), 'key')
  test('comes from the environment or a file, and what is wrong is said without its value', () => {
    const value = randomBytes(32).toString('base64')
    writeFileSync(file, `${value}\n`)
    expect(Buffer.from(readSecretKey({ value })).toString('base64')).toBe(value)
    expect(Buffer.from(readSecretKey({ file })).toString('base64')).toBe(value)
    for (const given of [{}, { value, file }, { value: 'dG9vIHNob3J0' }, { file: `${file}-missing` }]) {
      const error = (() => {
        try {
          readSecretKey(given)
        } catch (thrown) {
          return String(thrown)
        }
        return ''
      })()
      expect(error).not.toBe('')
      expect(error).not.toContain(value)
      expect(error).not.toContain('dG9vIHNob3J0')
    }
  })
})
