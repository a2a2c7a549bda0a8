import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireLock, type InstanceLock, lockOwner } from '../src/stack/instance-lock.ts'
import { endLeftovers } from '../src/stack/leftovers.ts'
import { identityOf, isAlive } from '../src/stack/process-identity.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'))
  path = join(folder, 'data', 'lock.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

function taken(): InstanceLock {
  const lock = acquireLock(path)
  if ('heldBy' in lock) throw new Error('the lock is held')
  return lock
}

test('the lock of a live process is not taken, and free again after release', () => {
  const lock = taken()
  expect(acquireLock(path)).toEqual({ heldBy: process.pid })
  expect(lockOwner(path)).toBe(process.pid)
  lock.release()
  expect(lockOwner(path)).toBeUndefined()
  taken().release()
})

test('the lock of a dead process is taken over, even when its number belongs to somebody else now', () => {
  taken()
  writeFileSync(path, JSON.stringify({ owner: { pid: process.pid, startedAt: 'long ago' }, children: [] }))
  expect(lockOwner(path)).toBeUndefined()
  taken().release()
})

test('a damaged lock holds nobody up', () => {
  taken()
  writeFileSync(path, '{"owner"')
  taken().release()
})

test('what a killed start left running is found and ended; who only has the same number is spared', async () => {
  const leftover = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' })
  const identity = identityOf(leftover.pid ?? 0)
  const otherIdentity = identityOf(other.pid ?? 0)
  taken().release()
  const children = [identity, { pid: other.pid, startedAt: 'long ago' }]
  writeFileSync(path, JSON.stringify({ owner: { pid: 1, startedAt: 'long ago' }, children }))
  const lock = taken()
  expect(lock.leftovers.children).toEqual([identity])
  await endLeftovers(lock.leftovers)
  expect(identity && isAlive(identity)).toBe(false)
  expect(otherIdentity && isAlive(otherIdentity)).toBe(true)
  other.kill('SIGKILL')
})
