import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Attribute, Change, Client } from 'ldapts'
import { testAuthority, testServer } from './certificates.ts'

export type Slapd = {
  readonly ldapUrl: string
  readonly ldapsUrl: string
  readonly ports: readonly number[]
  /** PEM of the authority that signed its certificate. */
  readonly authority: string
  readonly baseDn: string
  readonly adminDn: string
  readonly adminPassword: string
  /** Adds entries, as LDIF. */
  readonly add: (ldif: string) => Promise<void>
  /** Sets an attribute of an entry; an empty list takes it away. */
  readonly set: (dn: string, attribute: string, values: readonly (string | Buffer)[]) => Promise<void>
  readonly remove: (dn: string) => Promise<void>
  /** Takes the server away; `start` brings it back with its data, on the same ports. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  readonly dispose: () => Promise<void>
}

export const slapdBase = 'dc=harbour,dc=example'
const adminDn = `cn=admin,${slapdBase}`
const adminPassword = 'tide-table-9'
const schemas = '/etc/ldap/schema'
const modules = '/usr/lib/ldap'

/**
 * A real OpenLDAP server on loopback with a certificate of its own, as an ordinary user, in a folder that goes when it does. `ldif`:
 * what is in it when it starts, below the base, which is there.
 */
export async function startSlapd(ldif: string, options: { sizeLimit?: number } = {}): Promise<Slapd> {
  const program = ['/usr/sbin/slapd', '/usr/lib/slapd', '/usr/local/libexec/slapd'].find(existsSync)
  if (program === undefined)
    throw new Error(
      'No LDAP server was found: install OpenLDAP’s with "apt-get install -y --no-install-recommends slapd" (nothing of it needs to run).',
    )
  const folder = mkdtempSync(join(tmpdir(), 'gh-slapd-'))
  mkdirSync(join(folder, 'data'))
  const authority = testAuthority('Harbour test authority')
  const server = testServer(authority, ['localhost', '127.0.0.1'])
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const config = file(
    'slapd.conf',
    configuration({
      folder,
      authority: file('authority.pem', authority.certificate),
      certificate: file('server.pem', server.certificate),
      key: file('server.key', server.key),
      sizeLimit: options.sizeLimit ?? 500,
    }),
  )
  const root = `dn: ${slapdBase}\nobjectClass: dcObject\nobjectClass: organization\ndc: harbour\no: Harbour\n\n`
  execFileSync('/usr/sbin/slapadd', ['-q', '-f', config, '-l', file('start.ldif', `${root}${ldif}\n`)], {
    stdio: 'pipe',
  })
  const [plain, tls] = [await freePort(), await freePort()]
  const ldapUrl = `ldap://127.0.0.1:${plain}`
  const ldapsUrl = `ldaps://127.0.0.1:${tls}`
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(program, ['-d', '0', '-f', config, '-h', `${ldapUrl}/ ${ldapsUrl}/`], { stdio: 'ignore' })
    await Promise.all([listening(plain, child), listening(tls, child)])
  }
  const stop = async () => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    await new Promise<void>((resolve) => {
      running.once('exit', () => resolve())
      running.kill('SIGTERM')
    })
  }
  const asAdmin = async <T>(act: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: ldapUrl, timeout: 10_000, strictDN: false })
    try {
      await client.bind(adminDn, adminPassword)
      return await act(client)
    } finally {
      await client.unbind()
    }
  }
  await start()
  return {
    ldapUrl,
    ldapsUrl,
    ports: [plain, tls],
    authority: authority.certificate,
    baseDn: slapdBase,
    adminDn,
    adminPassword,
    add: (more) =>
      asAdmin(async (client) => {
        for (const { dn, attributes } of parseLdif(more)) await client.add(dn, attributes)
      }),
    set: (dn, attribute, values) =>
      asAdmin((client) =>
        client.modify(
          dn,
          new Change({
            operation: 'replace',
            modification: new Attribute({ type: attribute, values: [...values] as string[] }),
          }),
        ),
      ),
    remove: (dn) => asAdmin((client) => client.del(dn)),
    stop,
    start,
    dispose: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** With the few attributes of Active Directory that matter here, under its own object ids. */
function configuration(at: {
  folder: string
  authority: string
  certificate: string
  key: string
  sizeLimit: number
}): string {
  return `
include ${schemas}/core.schema
include ${schemas}/cosine.schema
include ${schemas}/inetorgperson.schema
include ${schemas}/nis.schema
attributetype ( 1.3.6.1.4.1.55555.1 NAME 'nsAccountLock' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.159 NAME 'accountExpires' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP organizationalPerson STRUCTURAL MAY ( objectGUID $ sAMAccountName $ userAccountControl $ accountExpires $ mail ) )
modulepath ${modules}
moduleload back_mdb.so
moduleload ppolicy.so
pidfile ${at.folder}/slapd.pid
TLSCACertificateFile ${at.authority}
TLSCertificateFile ${at.certificate}
TLSCertificateKeyFile ${at.key}
sizelimit ${at.sizeLimit}
database mdb
maxsize 268435456
suffix "${slapdBase}"
rootdn "${adminDn}"
rootpw ${adminPassword}
directory ${at.folder}/data
dbnosync
index objectClass,entryUUID,uid,cn,member eq
overlay ppolicy
access to attrs=userPassword by anonymous auth by * none
access to * by * read
# A paged listing is told in pages, whatever one answer may hold.
limits dn.exact="cn=reader,${slapdBase}" size.soft=${at.sizeLimit} size.hard=${at.sizeLimit} size.prtotal=unlimited
`
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`slapd ended with ${child.exitCode}`)
    const there = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(socket.destroy() !== undefined))
      socket.once('error', () => resolve(false))
    })
    if (there) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** LDIF without folding, as these tests write it. `name:: value` is base64. */
function parseLdif(text: string): { dn: string; attributes: Attribute[] }[] {
  return text
    .split(/\n\s*\n/)
    .filter((block) => block.trim() !== '')
    .map((block) => {
      let dn = ''
      const values = new Map<string, (string | Buffer)[]>()
      for (const line of block.trim().split('\n')) {
        const [, name = '', encoded, value = ''] = /^([^:]+):(:?)\s*(.*)$/.exec(line) ?? []
        if (name === 'dn') dn = value
        else values.set(name, [...(values.get(name) ?? []), encoded === ':' ? Buffer.from(value, 'base64') : value])
      }
      const attributes = [...values].map(([type, list]) => new Attribute({ type, values: list as string[] }))
      return { dn, attributes }
    })
}
