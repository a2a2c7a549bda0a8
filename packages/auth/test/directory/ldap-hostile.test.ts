import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { BerWriter } from 'ldapts'
import { afterEach, describe, expect, test } from 'vitest'
import type { ProviderError } from '../../src/directory/adapter.ts'
import { nameKey } from '../../src/directory/ldap/distinguished-name.ts'
import { ldapAdapter } from '../../src/directory/ldap/ldap-adapter.ts'
import { testAuthority, testServer } from '../../src/directory/testing/certificates.ts'
import { callOf, people } from '../../src/directory/testing/harbour.ts'
import type { Slapd } from '../../src/directory/testing/slapd.ts'

let server: Server | undefined
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
})

const authority = testAuthority('Hostile authority')
const identity = testServer(authority, ['127.0.0.1'])
const startTlsAnswer = Buffer.from('300c02010178070a010004000400', 'hex')

/** A server of our own making on loopback; `act` gets each connection. */
async function hostile(act: (socket: Socket) => void, timeoutMs = 700) {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    act(socket)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fake = { ldapsUrl: `ldap://127.0.0.1:${port}`, authority: authority.certificate } as Slapd
  return {
    adapter: ldapAdapter({ rules: { mode: 'idp', loopback: [port] }, timeoutMs }),
    bare: callOf(fake, { startTls: false }),
    call: callOf(fake),
  }
}

const fault = (promise: Promise<unknown> | undefined) =>
  Promise.resolve(promise).then(
    () => 'none',
    (error: ProviderError) => error.fault ?? error,
  )
const given = { userName: 'noor', password: 'anything' }

/** One LDAP message; `operation` writes its content. */
function message(id: number, operation: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(operation)
  write(writer)
  writer.endSequence()
  writer.endSequence()
  return writer.buffer
}
const result = (id: number, operation: number, code: number) =>
  message(id, operation, (writer) => {
    writer.writeEnumeration(code)
    writer.writeString('')
    writer.writeString('')
  })
const entry = (id: number, dn: string, attributes: Record<string, readonly string[]>) =>
  message(id, 0x64, (writer) => {
    writer.writeString(dn)
    writer.startSequence()
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence()
      writer.writeString(name)
      writer.startSequence(0x31)
      for (const value of values) writer.writeString(value)
      writer.endSequence()
      writer.endSequence()
    }
    writer.endSequence()
  })

/** Answers binds, and searches by `search`, in the order in which they come. */
function speak(socket: Socket, search: (id: number, request: Buffer) => Buffer[]) {
  socket.on('data', (data) => {
    const id = data.readUIntBE(data.indexOf(0x02) + 2, data[data.indexOf(0x02) + 1] ?? 1)
    if (data.includes(0x60) && data.indexOf(0x60) < 8) socket.write(result(id, 0x61, 0))
    else if (data.includes(0x63) && data.indexOf(0x63) < 8) for (const part of search(id, data)) socket.write(part)
  })
}

describe('a server that lies', () => {
  test('an answer that is put before the TLS handshake ends the connection: no password is accepted by it', async () => {
    // All but the last byte of "bind 3: success": the first byte that comes in TLS would complete it.
    const planted = result(3, 0x61, 0).subarray(0, -1)
    let handshakes = 0
    const { adapter, call } = await hostile((socket) => {
      socket.once('data', () => {
        socket.write(Buffer.concat([startTlsAnswer, planted]))
        const tls = new TLSSocket(socket, {
          isServer: true,
          secureContext: createSecureContext({ cert: identity.certificate, key: identity.key }),
        })
        tls.on('secure', () => {
          handshakes += 1
        })
        tls.on('error', () => {})
      })
    })
    expect(await fault(adapter.checkPassword?.(call, given))).toBe('untrusted')
    expect(handshakes).toBe(0)
  })

  test('no StartTLS: nothing is sent in the clear', async () => {
    const seen: Buffer[] = []
    const { adapter, call } = await hostile((socket) => {
      socket.on('data', (data) => {
        seen.push(data)
        socket.write(Buffer.from('300c02010178070a010204000400', 'hex'))
      })
    })
    expect(await fault(adapter.checkPassword?.(call, given))).toBe('settings')
    expect(Buffer.concat(seen).toString('latin1')).not.toContain('night-watch')
  })

  test('one that never answers, one that speaks something else, one that hangs up', async () => {
    const silent = await hostile(() => {}, 300)
    expect(await fault(silent.adapter.discover(silent.call))).toBe('timeout')
    expect(await fault(silent.adapter.discover(silent.bare))).toBe('timeout')
    const web = await hostile(
      (socket) => socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
      300,
    )
    expect(['malformed', 'untrusted']).toContain(await fault(web.adapter.discover(web.call)))
    const gone = await hostile((socket) => socket.destroy())
    expect(await fault(gone.adapter.discover(gone.call))).toBe('unreachable')
    expect(await fault(gone.adapter.discover(gone.bare))).toBe('unreachable')
  })

  test('one that does not end is cut off', async () => {
    const { adapter, bare } = await hostile((socket) => {
      const flood = (id: number): Buffer[] => {
        // A message that says it is a gigabyte long, and comes.
        socket.write(Buffer.from(`30840fffffff0201${id.toString(16).padStart(2, '0')}64`, 'hex'))
        const more = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(1 << 20))) {}
        }
        socket.on('drain', more)
        more()
        return []
      }
      speak(socket, flood)
    }, 20_000)
    expect(await fault(adapter.discover(bare))).toBe('too_large')
  }, 30_000)

  test('a referral is not followed, and an answer of only references is nobody', async () => {
    let connections = 0
    const { adapter, bare } = await hostile((socket) => {
      connections += 1
      speak(socket, (id) => [
        message(id, 0x73, (writer) => writer.writeString('ldap://127.0.0.1:1/dc=elsewhere')),
        result(id, 0x65, 0),
      ])
    })
    expect(await adapter.checkPassword?.(bare, given)).toBeUndefined()
    expect(connections).toBe(1)
    const refers = await hostile((socket) => speak(socket, (id) => [result(id, 0x65, 10)]))
    expect(await fault(refers.adapter.checkPassword?.(refers.bare, given))).toBe('settings')
  })

  test('a connection that breaks between two requests is not opened again without TLS and name', async () => {
    let connections = 0
    const { adapter, bare } = await hostile((socket) => {
      connections += 1
      speak(socket, () => {
        socket.destroy()
        return []
      })
    })
    expect(await fault(adapter.checkPassword?.(bare, given))).toBe('unreachable')
    expect(connections).toBe(1)
  })

  test('passwords in the clear only on this machine', async () => {
    const { adapter } = await hostile(() => {})
    const call = callOf({ ldapsUrl: 'ldap://10.255.255.1:389', authority: '' } as Slapd, { startTls: false })
    expect(['timeout', 'unreachable', 'settings']).toContain(await fault(adapter.discover(call)))
  })
})

test('a large group of Active Directory comes in parts', async () => {
  const dn = (at: number) => `uid=p${at},${people}`
  const { adapter, bare } = await hostile((socket) =>
    speak(socket, (id, request) => {
      const text = request.toString('latin1')
      const done = result(id, 0x65, 0)
      const members = (from: number, to: number) =>
        Array.from({ length: to - from + 1 }, (_, index) => dn(from + index))
      if (text.includes('ou=people') && !text.includes('range='))
        return [...[0, 1, 2, 3, 4].map((at) => entry(id, dn(at), { entryUUID: [`id-${at}`], uid: [`p${at}`] })), done]
      if (text.includes('range=2-*'))
        return [entry(id, 'cn=all,ou=groups', { 'member;range=2-3': members(2, 3) }), done]
      if (text.includes('range=4-*'))
        return [entry(id, 'cn=all,ou=groups', { 'member;range=4-*': members(4, 4) }), done]
      const first = { entryUUID: ['group'], cn: ['all'], member: [], 'member;range=0-1': members(0, 1) }
      return [entry(id, 'cn=all,ou=groups', first), done]
    }),
  )
  const pages = []
  for await (const page of adapter.listPeople?.(bare) ?? []) pages.push(...page.groups)
  expect(pages).toEqual([{ externalId: 'group', name: 'all', members: ['id-0', 'id-1', 'id-2', 'id-3', 'id-4'] }])
})

describe('distinguished names', () => {
  test.each([
    ['uid=noor,ou=people,dc=x', 'UID=Noor , OU=people,  DC=X'],
    ['cn=Haddad\\, Noor,dc=x', 'cn="Haddad, Noor",dc=x'],
    ['cn=M\\c3\\b6ller,dc=x', 'cn=Möller,dc=x'],
    ['cn=a+sn=b,dc=x', 'sn=B+cn=A;dc=x'],
    ['cn=two  words,dc=x', 'cn=Two Words,dc=x'],
    ['cn=end\\ ,dc=x', 'cn="end\\ ",dc=x'],
  ])('%s is %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other))
    expect(nameKey(one)).toBeDefined()
  })

  test.each([
    ['cn=a,dc=x', 'cn=a\\,dc\\=x'],
    ['cn=a\\+sn=b,dc=x', 'cn=a+sn=b,dc=x'],
    ['cn=a,dc=x', 'cn=a,dc=y'],
  ])('%s is not %s', (one, other) => expect(nameKey(one)).not.toBe(nameKey(other)))

  test('what is no name has no key', () => {
    for (const text of ['', 'noor', '=x', 'cn=a\\']) expect(nameKey(text)).toBeUndefined()
  })
})
