import { tokenExchange } from '@gatehouse/contracts/job-tokens'
import { CommandFailure } from './command.ts'
import { githubJobIdentity, gitlabJobToken } from './env.ts'
import { baseOf } from './installation.ts'

/** A management key for the job that runs this: its pipeline's token, exchanged at the installation (RFC 8693). */
export async function jobKey(url: string): Promise<string> {
  const token = gitlabJobToken() ?? (await githubToken(baseOf(url)))
  const answer = await fetch(`${baseOf(url)}${tokenExchange.path}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: tokenExchange.grantType,
      subject_token_type: tokenExchange.subjectTypes[0],
      subject_token: token.trim(),
    }),
  })
  const body = (await answer.json().catch(() => ({}))) as { access_token?: string; error_description?: string }
  if (!answer.ok || body.access_token === undefined)
    throw new CommandFailure(body.error_description ?? `The installation answers ${answer.status}.`)
  return body.access_token
}

/** GitHub gives a job its token on request, for the audience that the rule asks for: the installation's address. */
async function githubToken(audience: string): Promise<string> {
  const { url, bearer } = githubJobIdentity()
  if (!url || !bearer)
    throw new CommandFailure(
      'This is no job that can say who it is. GitHub needs `permissions: id-token: write`; GitLab `id_tokens: GATEHOUSE_ID_TOKEN: aud: <address>`.',
    )
  const place = new URL(url)
  place.searchParams.set('audience', audience)
  const answer = await fetch(place, { headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' } })
  const body = (await answer.json().catch(() => ({}))) as { value?: string }
  if (!answer.ok || typeof body.value !== 'string')
    throw new CommandFailure(`GitHub gave the job no token: it answers ${answer.status}.`)
  return body.value
}
