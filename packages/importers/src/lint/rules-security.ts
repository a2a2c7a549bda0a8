import { isObject } from '../source-tree.ts'
import { code, type ReadyRule, rule, skip } from './rule.ts'

const described = { description: 'From the portal.' }
const oauth = (flow: string, tokenUrl: string) => ({
  type: 'oauth2' as const,
  flows: { [flow]: { tokenUrl, authorizationUrl: tokenUrl, scopes: {} } },
  ...described,
})

/** Rules about who may call. */
export const securityRules = {
  'security-declared': rule('operation', {
    group: 'Security',
    title: 'Operations say who may call',
    severity: 'error',
    why: 'Whoever reads the contract must see whether a call is open on purpose (OWASP API2, API5).',
    fix: 'Declare a security scheme and require it at the top; declare an empty set where anonymous calls are meant.',
    bad: { operation: { security: [] } },
    good: { operation: { security: [{ key: [] }] } },
    check: ({ node }) => (node.security.length === 0 ? 'The operation declares no security' : undefined),
  }),
  'security-defined': rule('operation', {
    group: 'Security',
    title: 'Required schemes are defined',
    severity: 'error',
    why: 'A scheme that is only a name asks callers for something that nobody can bring.',
    fix: 'Define the scheme, or correct its name.',
    bad: { operation: { security: [{ apikey: [] }] } },
    good: { operation: { security: [{ key: [] }] } },
    check: ({ node }, { description }) => {
      const names = [...new Set(node.security.flatMap((set) => Object.keys(set)))]
      if (names.length === 0) return skip
      const missing = names.filter((name) => !Object.hasOwn(description.securitySchemes, name))
      return missing.length === 0
        ? undefined
        : { message: `${missing.map(code).join(', ')} is no security scheme of the description`, at: '/security' }
    },
  }),
  'security-write-not-anonymous': rule('operation', {
    group: 'Security',
    title: 'Writes need a credential',
    severity: 'warn',
    why: 'An open write is the door for spam, and nobody can tell who came through (OWASP API2).',
    fix: 'Require a scheme, or waive this with the reason.',
    bad: { more: [{ method: 'DELETE', security: [{ key: [] }, {}] }] },
    good: { more: [{ method: 'DELETE', security: [{ key: [] }] }] },
    check: ({ node }) => {
      if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(node.method)) return skip
      return node.security.some((set) => Object.keys(set).length === 0)
        ? { message: `${node.method} may be called without a credential`, at: '/security' }
        : undefined
    },
  }),
  'security-no-key-in-query': rule('securityScheme', {
    group: 'Security',
    title: 'Keys do not travel in the address',
    severity: 'error',
    why: 'Addresses stand in logs, histories and `Referer` headers.',
    fix: 'Take the key in a header, such as `x-api-key`.',
    bad: { api: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'api_key', ...described } } } },
    good: { api: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key', ...described } } } },
    check: ({ name, node }) => {
      if (node.type !== 'apiKey') return skip
      return node.in === 'query'
        ? { message: `${code(name)} takes the key as the query parameter ${code(node.name)}`, at: '/in' }
        : undefined
    },
  }),
  'security-no-basic': rule('securityScheme', {
    group: 'Security',
    title: 'No Basic authentication',
    severity: 'warn',
    why: 'It sends a password with each request; passwords cannot be limited or revoked one by one.',
    fix: 'Use API keys or OAuth 2.0.',
    bad: { api: { securitySchemes: { key: { type: 'http', scheme: 'basic', ...described } } } },
    good: { api: { securitySchemes: { key: { type: 'http', scheme: 'bearer', ...described } } } },
    check: ({ name, node }) => {
      if (node.type !== 'http') return skip
      return node.scheme.toLowerCase() === 'basic'
        ? { message: `${code(name)} is Basic authentication`, at: '/scheme' }
        : undefined
    },
  }),
  'security-safe-flows': rule('securityScheme', {
    group: 'Security',
    title: 'No implicit or password flow',
    severity: 'error',
    why: 'Both are out of use because tokens and passwords leak through them (RFC 9700 §2.1.2, §2.4).',
    fix: 'Use the authorization code flow with PKCE, or client credentials between machines.',
    bad: { api: { securitySchemes: { key: oauth('implicit', 'https://id.acme.com/token') } } },
    good: { api: { securitySchemes: { key: oauth('authorizationCode', 'https://id.acme.com/token') } } },
    check: ({ name, node }) => {
      if (node.type !== 'oauth2') return skip
      const flows = Object.keys(node.flows).filter((flow) => flow === 'implicit' || flow === 'password')
      return flows.map((flow) => ({ message: `${code(name)} offers the ${flow} flow`, at: `/flows/${flow}` }))
    },
  }),
  'security-https': rule('securityScheme', {
    group: 'Security',
    title: 'Tokens are fetched over https',
    severity: 'error',
    why: 'Over http, client secrets and tokens are readable on the way.',
    fix: 'Write the address with `https://`.',
    bad: { api: { securitySchemes: { key: oauth('authorizationCode', 'http://id.acme.com/token') } } },
    good: { api: { securitySchemes: { key: oauth('authorizationCode', 'https://id.acme.com/token') } } },
    check: ({ node }) => {
      if (node.type === 'openIdConnect')
        return /^http:/i.test(node.openIdConnectUrl)
          ? { message: `${code(node.openIdConnectUrl)} is not https`, at: '/openIdConnectUrl' }
          : undefined
      if (node.type !== 'oauth2') return skip
      return Object.entries(node.flows).flatMap(([flow, value]) =>
        Object.entries(isObject(value) ? value : {}).flatMap(([member, url]) =>
          member.endsWith('Url') && typeof url === 'string' && /^http:/i.test(url)
            ? { message: `${code(url)} is not https`, at: `/flows/${flow}/${member}` }
            : [],
        ),
      )
    },
  }),
  'security-scheme-description': rule('securityScheme', {
    group: 'Security',
    title: 'Security schemes say where credentials come from',
    severity: 'info',
    why: 'The first question of every caller is how to get a key.',
    fix: 'Say in a sentence how one gets the credential.',
    bad: { api: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } } },
    good: { api: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key', ...described } } } },
    check: ({ name, node }) =>
      (node.description ?? '').trim() === '' ? `The security scheme ${code(name)} has no description` : undefined,
  }),
} satisfies Record<string, ReadyRule>
