import { tokenExchange } from '@gatehouse/contracts/job-tokens'
import type { Context } from '@gatehouse/services/grammar/context'
import { DomainError } from '@gatehouse/services/grammar/domain-error'
import { exchangeJobToken } from '@gatehouse/services/service-accounts/exchange-job-token'
import { readForm } from './read-form.ts'
import { respondProblem, toDomainError } from './respond.ts'

const longestBody = 65_536

/**
 * `POST /api/v1/job-token`: a pipeline's token for a management key of minutes, as RFC 8693 has it. A refusal is a problem that carries
 * OAuth's `error` and `error_description` as well.
 */
export async function answerJobToken(
  ctx: Context,
  request: Request,
): Promise<{ response: Response; failed: boolean; thrown?: unknown }> {
  try {
    if (request.method !== 'POST') throw new DomainError('method_not_allowed')
    const form = await readExchange(request)
    const { key, expiresIn, scopes } = await exchangeJobToken(ctx, form)
    const body = {
      access_token: key,
      issued_token_type: tokenExchange.issuedType,
      token_type: 'Bearer',
      expires_in: expiresIn,
      scope: scopes.join(' '),
    }
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': ctx.requestId }
    return { response: new Response(JSON.stringify(body), { headers }), failed: false }
  } catch (thrown) {
    const { error, expected } = toDomainError(thrown)
    const headers = { 'cache-control': 'no-store', ...(error.code === 'method_not_allowed' ? { allow: 'POST' } : {}) }
    const problem = respondProblem(error, { portalUrl: ctx.installation.portalUrl, requestId: ctx.requestId, headers })
    const document = (await problem.json()) as { detail?: string; title: string }
    const oauth = {
      error: error.code === 'job_token_refused' ? 'invalid_grant' : 'invalid_request',
      error_description: document.detail ?? document.title,
    }
    const response = new Response(JSON.stringify({ ...document, ...oauth }), {
      status: problem.status,
      headers: problem.headers,
    })
    return { response, failed: error.code === 'job_token_refused', ...(expected ? {} : { thrown }) }
  }
}

async function readExchange(request: Request): Promise<{ token: string; scopes: string[] }> {
  const form = await readForm(request, longestBody)
  const one = (name: string) => {
    const values = form.getAll(name)
    if (values.length > 1) throw invalid(name, 'once')
    return values[0] ?? ''
  }
  if (one('grant_type') !== tokenExchange.grantType) throw invalid('grant_type', tokenExchange.grantType)
  if (!(tokenExchange.subjectTypes as readonly string[]).includes(one('subject_token_type')))
    throw invalid('subject_token_type', tokenExchange.subjectTypes.join(' or '))
  const token = one('subject_token')
  if (token === '') throw invalid('subject_token', 'the token of the job')
  return { token, scopes: one('scope').split(' ').filter(Boolean) }
}

function invalid(name: string, expected: string): DomainError {
  return new DomainError('invalid_input', undefined, {
    errors: [{ in: 'body', pointer: `/${name}`, rule: 'value', expected }],
  })
}
