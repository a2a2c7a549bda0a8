import { expect, test } from 'vitest'
import { isManagementKey, mintManagementKey } from '../src/management-keys.ts'

test('a key is whole as minted, and any changed character shows', () => {
  const key = mintManagementKey()
  expect(key).toMatch(/^gh_mgmt_[0-9A-Za-z]{38}$/)
  expect(isManagementKey(key)).toBe(true)
  for (let at = 0; at < key.length; at += 1) {
    const other = key[at] === 'a' ? 'b' : 'a'
    expect(isManagementKey(key.slice(0, at) + other + key.slice(at + 1)), String(at)).toBe(false)
  }
})

test('no two are alike', () => {
  expect(new Set(Array.from({ length: 1000 }, () => mintManagementKey())).size).toBe(1000)
})
