import { readFile } from 'node:fs/promises'
import type { CiRun } from '@gatehouse/contracts/revision-origin'
import { ciRun } from '@gatehouse/contracts/revision-origin'
import { CommandFailure, type Given, type Output } from '../command.ts'
import { githubEnvironment, gitlabEnvironment } from '../env.ts'
import { failedChecks, type Report } from '../report/report.ts'
import { reportMarkdown } from '../report/write-reports.ts'
import { createGithub } from './github.ts'
import { createGitlab } from './gitlab.ts'

/** What a forge is told: a status on the commit, and one comment in the pull or merge request. */
export type Forge = {
  name: string
  run: CiRun
  setStatus: (status: {
    state: 'success' | 'failure' | 'pending'
    description: string
    link: string | undefined
    context: string
  }) => Promise<void>
  /** Writes the comment that has the marker, or makes it; nothing where there is no pull request. */
  comment: (marker: string, text: string) => Promise<void>
}

export const forgeOptions = {
  github: { type: 'boolean' },
  gitlab: { type: 'boolean' },
  'no-forge': { type: 'boolean' },
} as const

export const forgeHelp = `  --github, --gitlab   tell the forge (found by itself in its runners): a status on the commit, one
                       comment in the pull or merge request; tokens: GITHUB_TOKEN, GITLAB_TOKEN
  --no-forge           tell it nothing`

/** Largest comment of either forge, with room for the marker. */
const longestComment = 60_000

/** The forge that the run is on; undefined: none. */
export async function findForge(given: Given): Promise<Forge | undefined> {
  const [github, gitlab] = [githubEnvironment(), gitlabEnvironment()]
  if (given.flag('github') && given.flag('gitlab')) throw new CommandFailure('One of --github and --gitlab.')
  if (given.flag('github') || (!given.flag('gitlab') && github.active))
    return createGithub(github, await readPullRequest(github.eventFile, github.ref))
  return given.flag('gitlab') || gitlab.active ? createGitlab(gitlab) : undefined
}

/** The run as it is stored with the revision; what is no address of the web is left out. */
export function runOf(forge: Forge | undefined): { ci: CiRun } | Record<never, never> {
  if (forge === undefined) return {}
  const said = Object.entries(forge.run).filter(
    ([name, value]) => ciRun.shape[name as keyof CiRun]?.safeParse(value).success && value !== undefined,
  )
  const run = ciRun.safeParse(Object.fromEntries(said)).data
  return run === undefined ? {} : { ci: run }
}

/** Status and comment. What the forge refuses is a warning: the deploy does not depend on it. */
export async function tellForge(
  forge: Forge | undefined,
  report: Report,
  subject: string,
  given: Given,
  { err }: Output,
): Promise<void> {
  if (forge === undefined || given.flag('no-forge')) return
  const failed = failedChecks(report)
  const waits = report.checks.some(({ state }) => state === 'waits')
  const description = failed[0] ? `${failed[0].group}: ${failed[0].name} failed. ${failed[0].verdict}` : report.outcome
  const marker = `<!-- gatehouse ${subject.replaceAll('--', '—')} -->`
  const markdown = reportMarkdown(report)
  const text = markdown.length <= longestComment ? markdown : `${markdown.slice(0, longestComment)}\n\n… cut here.`
  const acts = [
    forge.setStatus({
      state: failed.length > 0 ? 'failure' : waits ? 'pending' : 'success',
      description,
      link: report.link,
      context: `gatehouse/${subject.replace(' ', '/')}`,
    }),
    forge.comment(marker, `${marker}\n${text}`),
  ]
  for (const result of await Promise.allSettled(acts))
    if (result.status === 'rejected')
      err(
        `warning: ${forge.name} was not told: ${result.reason instanceof Error ? result.reason.message : String(result.reason)}\n`,
      )
}

async function readPullRequest(
  eventFile: string | undefined,
  ref: string | undefined,
): Promise<{ number?: number; head?: string }> {
  const number = Number(/^refs\/pull\/(\d+)\//.exec(ref ?? '')?.[1] ?? Number.NaN)
  const known = Number.isNaN(number) ? {} : { number }
  if (!eventFile) return known
  try {
    const event = JSON.parse(await readFile(eventFile, 'utf8')) as {
      pull_request?: { number?: number; head?: { sha?: string } }
    }
    const { pull_request: pull } = event
    // Of a pull request GITHUB_SHA is a merge commit that nobody sees: the status belongs onto the head.
    return {
      ...known,
      ...(typeof pull?.number === 'number' ? { number: pull.number } : {}),
      ...(typeof pull?.head?.sha === 'string' ? { head: pull.head.sha } : {}),
    }
  } catch {
    return known
  }
}
