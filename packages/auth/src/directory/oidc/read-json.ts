import { ProviderError } from '../adapter.ts'
import { askProvider, hostOf, type ProviderNetwork } from '../provider-network.ts'

/** Reads a JSON object of a provider; `what` names it in sentences. */
export async function readProviderJson(
  network: ProviderNetwork,
  what: string,
  url: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await askProvider(network, what, { url, headers: { accept: 'application/json' }, signal })
  if (answer.status >= 300 && answer.status < 400)
    throw new ProviderError('settings', `${what} (${hostOf(url)}) answers with a redirect, which is not followed.`)
  if (answer.status >= 500 || answer.status === 429)
    throw new ProviderError(
      'unreachable',
      `${what} (${hostOf(url)}) answers ${answer.status}: the provider is in trouble.`,
    )
  if (answer.status !== 200)
    throw new ProviderError(
      answer.status === 404 ? 'settings' : 'malformed',
      `${what} (${hostOf(url)}) answers ${answer.status}${answer.status === 404 ? ': nothing is there. Check the issuer’s address' : ''}.`,
    )
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.body))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // The one refusal below.
  }
  throw new ProviderError('malformed', `${what} (${hostOf(url)}) is no JSON object.`)
}
