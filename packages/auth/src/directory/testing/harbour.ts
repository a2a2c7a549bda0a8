import { type LdapSettings, ldapSettings } from '@gatehouse/contracts/identity-providers'
import type { ProviderCall } from '../adapter.ts'
import type { ProviderNetwork } from '../provider-network.ts'
import { type Slapd, slapdBase } from './slapd.ts'

export const base = slapdBase
export const people = `ou=people,${base}`
export const groups = `ou=groups,${base}`
export const readerPassword = 'night-watch-3'

/** Two branches and the account that reads them. */
export const start = `dn: ${people}
objectClass: organizationalUnit
ou: people

dn: ${groups}
objectClass: organizationalUnit
ou: groups

dn: cn=reader,${base}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: ${readerPassword}

`

export function person(
  uid: string,
  more: { password?: string; name?: string; lines?: readonly string[] } = {},
): string {
  const name = more.name ?? `Person ${uid}`
  return [
    `dn: uid=${uid},${people}`,
    'objectClass: inetOrgPerson',
    'objectClass: extensibleObject',
    `uid: ${uid}`,
    `cn: ${name}`,
    'sn: Person',
    `mail: ${uid}@harbour.example`,
    `userPassword: ${more.password ?? `${uid}-secret`}`,
    ...(more.lines ?? []),
    '',
    '',
  ].join('\n')
}

export function group(cn: string, members: readonly string[]): string {
  return [
    `dn: cn=${cn},${groups}`,
    'objectClass: groupOfNames',
    `cn: ${cn}`,
    ...members.map((member) => `member: ${member}`),
    '',
    '',
  ].join('\n')
}

export const networkOf = (server: Slapd, timeoutMs = 5_000): ProviderNetwork => ({
  rules: { mode: 'idp', loopback: server.ports },
  timeoutMs,
})

export function callOf(
  server: Slapd,
  more: Partial<Record<keyof LdapSettings, unknown>> = {},
  rest: Partial<ProviderCall<LdapSettings>> = {},
): ProviderCall<LdapSettings> {
  return {
    providerId: 'idp_harbour',
    settings: ldapSettings.parse({
      kind: 'ldap',
      url: server.ldapsUrl,
      certificateAuthority: server.authority,
      bindDn: `cn=reader,${base}`,
      personsBase: people,
      groupsBase: groups,
      ...more,
    }),
    secret: readerPassword,
    now: () => new Date(),
    signal: new AbortController().signal,
    ...rest,
  }
}
