import type { ClientSettings } from '@gatehouse/contracts/oauth-client'

export type SampleOf = {
  issuer: string
  clientId: string
  /** Null where it is not known any more or there is none. */
  secret: string | null
  client: Pick<ClientSettings, 'authMethod' | 'grants' | 'redirectUris'>
  scopes: readonly string[]
}
export type Sample = { title: string; code: string; language: 'shell' | 'javascript' | 'python' }

const placeholder = '$CLIENT_SECRET'

/** How a client gets its first token: a call that runs as it stands, and the same with libraries. */
export function clientSamples(of: SampleOf): Sample[] {
  return of.client.grants.includes('client_credentials') ? machineSamples(of) : signInSamples(of)
}

function machineSamples({ issuer, clientId, secret, client, scopes }: SampleOf): Sample[] {
  const scope = scopes.join(' ')
  const asked = scope === '' ? '' : `, { scope: '${scope}' }`
  if (client.authMethod === 'private_key_jwt')
    return [
      {
        title: 'JavaScript, openid-client',
        language: 'javascript',
        code: `import * as oauth from 'openid-client'\n\n// key: a CryptoKey of your private key\nconst config = await oauth.discovery(new URL('${issuer}'), '${clientId}', undefined, oauth.PrivateKeyJwt(key))\nconst { access_token } = await oauth.clientCredentialsGrant(config${asked})`,
      },
    ]
  const shown = secret ?? placeholder
  const quote = secret === null ? '"' : "'"
  const credentials =
    client.authMethod === 'client_secret_post'
      ? ` \\\n  -d client_id=${clientId} -d ${quote}client_secret=${shown}${quote}`
      : ` \\\n  -u ${quote}${clientId}:${shown}${quote}`
  const auth = client.authMethod === 'client_secret_post' ? 'ClientSecretPost' : 'ClientSecretBasic'
  return [
    {
      title: 'Your first token',
      language: 'shell',
      code: `curl ${issuer}/oauth/token${credentials} \\\n  -d grant_type=client_credentials${scope ? ` -d 'scope=${scope}'` : ''}`,
    },
    {
      title: 'JavaScript, openid-client',
      language: 'javascript',
      code: `import * as oauth from 'openid-client'\n\n// clientSecret: from where you keep secrets\nconst config = await oauth.discovery(new URL('${issuer}'), '${clientId}', undefined, oauth.${auth}(clientSecret))\nconst { access_token } = await oauth.clientCredentialsGrant(config${asked})`,
    },
    {
      title: 'Python, requests',
      language: 'python',
      code: `import os, requests\n\ntoken = requests.post(\n    "${issuer}/oauth/token",\n    auth=("${clientId}", os.environ["CLIENT_SECRET"]),\n    data={"grant_type": "client_credentials"${scope === '' ? '' : `, "scope": "${scope}"`}},\n).json()["access_token"]`,
    },
  ]
}

function signInSamples({ issuer, clientId, client, scopes }: SampleOf): Sample[] {
  const redirect = client.redirectUris[0] ?? 'https://example.com/callback'
  const auth =
    client.authMethod === 'none'
      ? 'oauth.None()'
      : client.authMethod === 'private_key_jwt'
        ? 'oauth.PrivateKeyJwt(key)'
        : 'oauth.ClientSecretBasic(clientSecret)'
  const scope = ['openid', ...scopes].join(' ')
  return [
    {
      title: 'JavaScript, openid-client: send the person to the sign-in',
      language: 'javascript',
      code: `import * as oauth from 'openid-client'\n\nconst config = await oauth.discovery(new URL('${issuer}'), '${clientId}', undefined, ${auth})\nconst verifier = oauth.randomPKCECodeVerifier()\nconst state = oauth.randomState()\nconst url = oauth.buildAuthorizationUrl(config, {\n  redirect_uri: '${redirect}',\n  scope: '${scope}',\n  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),\n  code_challenge_method: 'S256',\n  state,\n})\n// Keep verifier and state for this browser, then redirect it to url.`,
    },
    {
      title: 'When the person is back at your address',
      language: 'javascript',
      code: `const tokens = await oauth.authorizationCodeGrant(config, new URL(request.url), {\n  pkceCodeVerifier: verifier,\n  expectedState: state,\n})\n// tokens.access_token calls the API; tokens.claims() says who it is.`,
    },
  ]
}
