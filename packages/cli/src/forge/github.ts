import type { githubEnvironment } from '../env.ts'
import type { Forge } from './forge.ts'
import { findItem, forgeRequest } from './forge-request.ts'

type Comment = { id: number; body?: string | null }
const longestDescription = 140

/** GitHub's REST API: commit statuses, and comments of issues (a pull request is one). */
export function createGithub(
  env: ReturnType<typeof githubEnvironment>,
  pull: { number?: number; head?: string },
): Forge {
  const { repository } = env
  const api = (env.api || 'https://api.github.com').replace(/\/+$/, '')
  const commit = pull.head ?? env.commit
  const web =
    repository === undefined ? undefined : `${(env.server || 'https://github.com').replace(/\/+$/, '')}/${repository}`
  const branch = env.branch || env.branchName
  const at = (path: string) => `${api}/repos/${repository}${path}`
  const headers = () => {
    if (!env.token) throw new Error('GITHUB_TOKEN is not set.')
    if (repository === undefined) throw new Error('GITHUB_REPOSITORY is not set.')
    return { authorization: `Bearer ${env.token}`, 'x-github-api-version': '2022-11-28', 'user-agent': 'gatehouse' }
  }
  return {
    name: 'GitHub',
    run: {
      system: 'github',
      ...(web === undefined ? {} : { repository: web }),
      ...(branch ? { branch } : {}),
      ...(commit ? { commit } : {}),
      ...(web !== undefined && env.run ? { run: `${web}/actions/runs/${env.run}` } : {}),
      ...(web !== undefined && pull.number !== undefined ? { change: `${web}/pull/${pull.number}` } : {}),
    },
    async setStatus({ state, description, link, context }) {
      if (!commit) throw new Error('GITHUB_SHA is not set.')
      const body = {
        state,
        description: description.slice(0, longestDescription),
        context,
        ...(link === undefined ? {} : { target_url: link }),
      }
      await forgeRequest(at(`/statuses/${commit}`), { method: 'POST', headers: headers(), body })
    },
    async comment(marker, body) {
      if (pull.number === undefined) return
      const list = at(`/issues/${pull.number}/comments`)
      const known = await findItem<Comment>(
        `${list}?per_page=100`,
        headers(),
        (one) => one.body?.startsWith(marker) === true,
      )
      if (known)
        await forgeRequest(at(`/issues/comments/${known.id}`), { method: 'PATCH', headers: headers(), body: { body } })
      else await forgeRequest(list, { method: 'POST', headers: headers(), body: { body } })
    },
  }
}
