import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { KnownIssuer } from '@gatehouse/policies/tokens/token-registry'
import { type AddressRules, refusedAddress } from '../upstream/address-rules.ts'
import { judgedLookup } from '../upstream/judged-lookup.ts'

const mostAnswerBytes = 64 * 1024
const mostMs = 3000

/**
 * Asks an issuer about a token (RFC 7662 §2.1): one POST, no redirects, bounded in time and size, over a connection whose address was judged
 * as a backend's is. @returns the members of the answer. @throws Error when there is none; its text names no token.
 */
export function introspect(
  introspection: NonNullable<KnownIssuer['introspection']>,
  secret: string,
  token: string,
  rules: AddressRules,
): Promise<Readonly<Record<string, unknown>>> {
  const url = new URL(introspection.url)
  const secure = url.protocol === 'https:'
  const port = Number(url.port === '' ? (secure ? 443 : 80) : url.port)
  const body = Buffer.from(new URLSearchParams({ token, token_type_hint: 'access_token' }).toString())
  const basic = `${encodeURIComponent(introspection.clientId)}:${encodeURIComponent(secret)}`
  // A literal address never passes the lookup.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const literal = isIP(host) === 0 ? undefined : refusedAddress(rules, host, port)
  if (literal !== undefined) return Promise.reject(new Error(literal))
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: false,
      lookup: judgedLookup(rules, port),
      ...(secure ? { minVersion: 'TLSv1.2' as const } : {}),
      headers: {
        authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': body.length,
        accept: 'application/json',
      },
    })
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), mostMs)
    const end = (error: Error | undefined, value?: Readonly<Record<string, unknown>>) => {
      clearTimeout(timer)
      request.destroy()
      if (error === undefined && value !== undefined) resolve(value)
      else reject(error ?? new Error('no answer'))
    }
    request.on('socket', (socket) =>
      socket.once('connect', () => {
        const refusal = refusedAddress(rules, socket.remoteAddress ?? '', port)
        if (refusal !== undefined) end(new Error(refusal))
      }),
    )
    request.on('error', (error) => end(error))
    request.on('response', (response) => {
      const pieces: Buffer[] = []
      let bytes = 0
      response.on('data', (piece: Buffer) => {
        bytes += piece.length
        if (bytes > mostAnswerBytes) end(new Error('the answer is too long'))
        else pieces.push(piece)
      })
      response.on('error', (error) => end(error))
      response.on('end', () => {
        const value = response.statusCode === 200 ? readObject(Buffer.concat(pieces)) : undefined
        end(value === undefined ? new Error(`answered ${response.statusCode ?? 0}`) : undefined, value)
      })
    })
    request.end(body)
  })
}

function readObject(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
