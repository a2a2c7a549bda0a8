import type { LdapSettings } from '@gatehouse/contracts/identity-providers'
import { AddressRefused, NotResolved } from '@gatehouse/net/guarded-connector'
import { ConnectTimeout } from '@gatehouse/net/guarded-socket'
import { MessageParserError, ResultCodeError } from 'ldapts'
import { ProviderError } from '../adapter.ts'
import { endlessAnswer } from './message-meter.ts'

/** LDAP result codes (RFC 4511 §4.1.9) that say something of the settings. */
const codes: Readonly<Record<number, string>> = {
  4: 'The directory gives fewer entries than there are: raise its size limit for the account, or ask for smaller pages.',
  8: 'The directory asks for a stronger way to sign in (LDAPS, or signing).',
  10: 'The directory refers to another server, which is not followed: use the address of the server that has the data.',
  11: 'The directory’s administrative limit was exceeded: ask for smaller pages, or raise the limit for the account.',
  13: 'The directory takes passwords in TLS only: use an ldaps:// address, or StartTLS.',
  32: 'The base is not in the directory, or the account may not read it.',
  34: 'A base or a name of an account is no distinguished name.',
  49: 'The directory refuses the account that reads it: its name or its password is wrong, or it is disabled.',
  50: 'The account may not read this part of the directory.',
}

/** Whatever went wrong on the way to a directory or in it, as a sentence that an operator can act on. */
export function ldapFault(error: unknown, settings: LdapSettings, doing: 'bind' | 'read' = 'read'): ProviderError {
  if (error instanceof ProviderError) return error
  const host = `The directory (${new URL(settings.url).host})`
  if (error instanceof Error && error.name === 'AbortError')
    return new ProviderError('timeout', `${host} was not waited for.`)
  if (error instanceof AddressRefused)
    return new ProviderError(
      'settings',
      `${host} has an address that directories must not have: this machine, cloud metadata, or a part of Gatehouse.`,
    )
  if (error instanceof NotResolved) return new ProviderError('unreachable', `${host} has a name that leads nowhere.`)
  if (error instanceof ConnectTimeout) return new ProviderError('timeout', `${host} did not answer in time.`)
  if (error instanceof ResultCodeError) {
    const code = Number(error.code)
    const sentence = codes[code] ?? `The directory refused it (LDAP code ${code}).`
    return new ProviderError(code === 51 || code === 52 ? 'unreachable' : 'settings', sentence, { cause: error })
  }
  if (error instanceof MessageParserError)
    return new ProviderError('malformed', 'The server does not speak LDAP.', { cause: error })
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME/.test(code))
    return new ProviderError(
      'untrusted',
      `${host} has a certificate that is not valid for its name, or of an authority that is not known here: give the authority’s certificate.`,
    )
  if (/^ERR_(TLS|SSL)|^EPROTO$/.test(code))
    return new ProviderError('untrusted', `${host} does not speak TLS on this port.`)
  if (message.includes(endlessAnswer)) return new ProviderError('too_large', endlessAnswer)
  if (/timed? ?out/i.test(message)) return new ProviderError('timeout', `${host} did not answer in time.`)
  if (/^(ECONN|EHOST|ENET|EPIPE|EADDR|ETIMEDOUT)/.test(code) || /onnection closed|Socket/.test(message))
    return new ProviderError(
      'unreachable',
      doing === 'bind'
        ? `${host} closed the connection while signing in.`
        : `${host} does not answer: nothing listens there, or the connection broke.`,
    )
  if (/filter|paren|attribute name|Invalid expression/i.test(message))
    return new ProviderError('settings', 'A filter of the settings is no LDAP filter (RFC 4515).')
  return new ProviderError('malformed', 'The server does not speak LDAP as it should.', { cause: error })
}
