import { proofAlgorithms } from '@gatehouse/policies/tokens/dpop'

/** Where AI agents find the tools of a stage's gateways. */
export const mcpPath = '/mcp'

/** RFC 9728 §3.1: the metadata of a resource stands below the well-known path; without its path, for clients that ask so. */
const metadataPath = '/.well-known/oauth-protected-resource'

export type McpAddress = 'endpoint' | 'metadata'

/** Whether a request's target is one of the two; everything else costs one comparison. */
export function mcpAddress(target: string): McpAddress | undefined {
  const second = target.charCodeAt(1)
  if (second !== 0x6d && second !== 0x2e) return undefined
  const query = target.indexOf('?')
  const path = query < 0 ? target : target.slice(0, query)
  if (path === mcpPath) return 'endpoint'
  return path === metadataPath || path === `${metadataPath}${mcpPath}` ? 'metadata' : undefined
}

/** Protected resource metadata (RFC 9728 §2). `issuers`: authorization servers whose tokens are taken. */
export function resourceMetadata(origin: string, portalUrl: string, name: string, issuers: readonly string[]): string {
  return JSON.stringify({
    resource: `${origin}${mcpPath}`,
    resource_name: name,
    ...(issuers.length === 0 ? {} : { authorization_servers: issuers }),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: proofAlgorithms.split(' '),
    ...(portalUrl === '' ? {} : { resource_documentation: portalUrl }),
  })
}

/** Value of WWW-Authenticate for a caller without a good credential (RFC 9728 §5.1). */
export function challenge(origin: string, said: string | undefined): string {
  return `${said ?? 'Bearer realm="API"'}, resource_metadata="${origin}${metadataPath}${mcpPath}"`
}
