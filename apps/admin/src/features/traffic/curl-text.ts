import type { RequestDetail } from './request-view.ts'

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The request as a curl command. Key, query and body are not in the log; where they belong, the command says so. */
export function curlOf(request: Pick<RequestDetail, 'method' | 'host' | 'path' | 'credential'>): string {
  const scheme = /^(localhost|127\.|\[::1\])/.test(request.host) ? 'http' : 'https'
  const parts = ['curl']
  if (request.method !== 'GET') parts.push(`-X ${request.method}`)
  parts.push(quoted(`${scheme}://${request.host}${request.path}`))
  if (request.credential) parts.push(`-H 'x-api-key: <key …${request.credential.last4}>'`)
  return parts.join(' ')
}
