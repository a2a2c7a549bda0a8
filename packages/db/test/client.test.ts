import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type Database, type Transaction } from '../src/client.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing.ts'

let test: TestDatabase
let database: Database

beforeAll(async () => {
  test = await createTestDatabase()
  database = createDatabase({ url: test.url, poolSize: 2, statementTimeoutMs: 300 })
})

afterAll(async () => {
  await database.end()
  await test.drop()
})

describe('createDatabase', () => {
  it('shows Prisma and the pool the same committed rows', async () => {
    await database.prisma.changeLog.create({ data: { channel: 'access', kind: 'credential', entityId: 'crd_1' } })
    const { rows } = await database.pool.query('SELECT entity_id FROM change_log')
    expect(rows).toEqual([{ entity_id: 'crd_1' }])
  })

  it('rolls a failed transaction back', async () => {
    const write = async (tx: Transaction) => {
      await tx.changeLog.create({ data: { channel: 'access', kind: 'credential', entityId: 'crd_2' } })
      throw new Error('second thoughts')
    }
    await expect(database.prisma.$transaction(write)).rejects.toThrow('second thoughts')
    expect(await database.prisma.changeLog.count({ where: { entityId: 'crd_2' } })).toBe(0)
  })

  it('lets a transaction of each pool use the other way in, even when all connections are busy', async () => {
    const both = () =>
      database.prisma.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 AS one`
        await database.pool.query('SELECT 1')
      })
    await Promise.all([both(), both(), both(), both()])
  })

  it('ends statements that take too long, on both ways in', async () => {
    await expect(database.prisma.$queryRaw`SELECT 1 AS n FROM pg_sleep(30)`).rejects.toThrow(/statement timeout/)
    await expect(database.pool.query('SELECT pg_sleep(30)')).rejects.toThrow(/statement timeout/)
  })

  it('outlives the loss of all its connections', async () => {
    await database.pool.query('SELECT 1')
    const kill =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
    await database.pool.query(kill)
    await expect.poll(() => database.prisma.changeLog.count().catch(() => -1)).toBe(1)
  })
})
