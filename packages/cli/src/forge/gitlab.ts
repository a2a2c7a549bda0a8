import type { gitlabEnvironment } from '../env.ts'
import type { Forge } from './forge.ts'
import { findItem, forgeRequest } from './forge-request.ts'

type Note = { id: number; body?: string }
const states = { success: 'success', failure: 'failed', pending: 'pending' } as const
const longestDescription = 255

/** GitLab's REST API: commit statuses, and notes of merge requests. */
export function createGitlab(env: ReturnType<typeof gitlabEnvironment>): Forge {
  const { project, projectUrl, commit, branch, job, mergeRequest } = env
  const at = (path: string) =>
    `${(env.api || 'https://gitlab.com/api/v4').replace(/\/+$/, '')}/projects/${encodeURIComponent(project ?? '')}${path}`
  const headers = () => {
    if (!env.token) throw new Error('GITLAB_TOKEN is not set.')
    if (!project) throw new Error('CI_PROJECT_ID is not set.')
    return { 'private-token': env.token }
  }
  return {
    name: 'GitLab',
    run: {
      system: 'gitlab',
      ...(projectUrl ? { repository: projectUrl } : {}),
      ...(branch ? { branch } : {}),
      ...(commit ? { commit } : {}),
      ...(job ? { run: job } : {}),
      ...(projectUrl && mergeRequest ? { change: `${projectUrl}/-/merge_requests/${mergeRequest}` } : {}),
    },
    async setStatus({ state, description, link, context }) {
      if (!commit) throw new Error('CI_COMMIT_SHA is not set.')
      const body = {
        state: states[state],
        name: context,
        description: description.slice(0, longestDescription),
        ...(link === undefined ? {} : { target_url: link }),
      }
      await forgeRequest(at(`/statuses/${commit}`), { method: 'POST', headers: headers(), body })
    },
    async comment(marker, body) {
      if (!mergeRequest) return
      const list = at(`/merge_requests/${mergeRequest}/notes`)
      const known = await findItem<Note>(
        `${list}?per_page=100`,
        headers(),
        (note) => note.body?.startsWith(marker) === true,
      )
      if (known) await forgeRequest(`${list}/${known.id}`, { method: 'PUT', headers: headers(), body: { body } })
      else await forgeRequest(list, { method: 'POST', headers: headers(), body: { body } })
    },
  }
}
