import { refusalOf } from '@gatehouse/net/address'
import { expect, test } from 'vitest'
import { webhookNetwork } from '../src/webhooks/webhook-network.ts'

const ownUrls = ['postgres://user@127.0.0.1:5433/db', 'http://localhost:4002', 'https://console.example']
const refused = (loopbackPorts: string, address: string, port: number) =>
  refusalOf(address, port, webhookNetwork({ loopbackPorts, ownUrls }).rules)

test.each([
  ['nothing by default', '', 9000, 'loopback'],
  ['the listed port', '9000, 9001', 9001, undefined],
  ['no other than the listed', '9000', 9001, 'loopback'],
  ['all where the operator says so', 'all', 9001, undefined],
  ['never the database', 'all', 5433, 'own-port'],
  ['never the control plane, also when it is listed', '4002', 4002, 'own-port'],
])('webhooks reach on this machine: %s', (_, list, port, expected) => {
  expect(refused(list, '127.0.0.1', port)).toBe(expected)
  expect(refused(list, '::1', port)).toBe(expected)
})

test('private addresses, metadata and link-local stay refused; public ones are reached', () => {
  expect(['10.0.0.1', '192.168.1.1', 'fd00::1'].map((ip) => refused('all', ip, 9000))).toEqual(
    Array.from({ length: 3 }, () => 'private'),
  )
  expect(refused('all', '169.254.169.254', 9000)).toBe('metadata')
  expect(refused('', '93.184.216.34', 443)).toBeUndefined()
})
