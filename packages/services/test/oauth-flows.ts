import * as client from 'openid-client'
import type { Browsing, IssuerWorld } from './issuer-world.ts'
import { callback } from './issuer-world.ts'

/** What the tests of the OAuth server do over and over, with openid-client and with plain requests. */

export const jsonOf = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>

export function discover(world: IssuerWorld, id: string, auth: client.ClientAuth, metadata = {}) {
  return client.discovery(new URL(world.url), id, metadata, auth, { execute: [client.allowInsecureRequests] })
}

/** A code in the application's hands, and what it takes to exchange it. */
export async function getCode(
  world: IssuerWorld,
  config: client.Configuration,
  more: { scope?: string; parameters?: Record<string, string>; act?: Partial<Browsing>; par?: boolean } = {},
) {
  const verifier = client.randomPKCECodeVerifier()
  const parameters = {
    redirect_uri: callback,
    scope: more.scope ?? 'openid orders.read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more.parameters,
  }
  const authorize = more.par
    ? await client.buildAuthorizationUrlWithPAR(config, parameters)
    : client.buildAuthorizationUrl(config, parameters)
  const browsed = await world.browse(authorize, { allow: parameters.scope.split(' '), ...more.act })
  return { ...browsed, authorize, verifier, code: browsed.url.searchParams.get('code') ?? '' }
}

export async function getTokens(
  world: IssuerWorld,
  config: client.Configuration,
  more: Parameters<typeof getCode>[2] = {},
  options: client.DPoPOptions = {},
) {
  const { url, verifier, cookies } = await getCode(world, config, more)
  const tokens = await client.authorizationCodeGrant(config, url, { pkceCodeVerifier: verifier }, undefined, options)
  return { tokens, cookies }
}

/** A plain form to an endpoint of the server. */
export function post(
  world: IssuerWorld,
  path: string,
  form: Record<string, string> | URLSearchParams,
  by?: { id: string; secret: string },
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${world.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      ...(by ? { authorization: `Basic ${Buffer.from(`${by.id}:${by.secret}`).toString('base64')}` } : {}),
      ...headers,
    },
    body: new URLSearchParams(form),
  })
}

export const exchange = (
  world: IssuerWorld,
  by: { id: string; secret: string },
  code: string,
  verifier: string,
  more: Record<string, string> = {},
) =>
  post(
    world,
    '/oauth/token',
    { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier, ...more },
    by,
  )
