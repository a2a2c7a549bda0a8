import type { AccessRow } from '@gatehouse/contracts/access'
import type { ThreadPool } from '@gatehouse/gateway/serving/thread-pool'
import type { AccessStore } from '@gatehouse/gateway/store/access-store'
import { AccessSync } from '@gatehouse/gateway/sync/access-sync'
import type { ControlClient } from '@gatehouse/gateway/sync/control-client'
import { AccessTable } from '@gatehouse/policies/access/table'
import { expect, test } from 'vitest'

const revocation = (at: number): AccessRow => ({
  kind: 'revocation',
  id: `jti:${at}`,
  of: 'jti',
  value: String(at),
  notBefore: 1,
  expires: 2,
})

test('S19: threads look for streams to end in the buffers that the change stands in, also when it made them grow', async () => {
  const told: string[] = []
  const answers: (() => void)[] = []
  const threads = {
    send: (message: { type: string }) => {
      told.push(message.type)
      // A thread takes its time to go over.
      return new Promise<[]>((resolve) => (message.type === 'access' ? answers.push(() => resolve([])) : resolve([])))
    },
  } as unknown as ThreadPool
  const sync = new AccessSync({
    table: new AccessTable(),
    position: { epoch: 'e', seq: 0 },
    store: { append: () => {}, journalBytes: 0 } as unknown as AccessStore,
    threads,
    control: {} as ControlClient,
    applied: () => {},
  })
  let seq = 0
  while (!told.includes('access')) {
    seq += 1
    sync.increment(seq, [{ seq, row: revocation(seq) }], [])
    await new Promise(setImmediate)
  }
  const grownAt = seq
  expect(told.filter((type) => type === 'concerned')).toHaveLength(grownAt - 1)
  sync.increment(seq + 1, [{ seq: seq + 1, row: revocation(seq + 1) }], [])
  answers.shift()?.()
  await new Promise(setImmediate)
  expect(told.slice(grownAt - 1)).toEqual(['access', 'concerned', 'concerned'])
})
