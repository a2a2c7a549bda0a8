import type { Call } from '@gatehouse/contracts/client'
import { ProblemError } from '@gatehouse/contracts/client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import { getApi } from '@gatehouse/contracts/endpoints/apis'
import { getChanges, importApi, previewImport, reimport } from '@gatehouse/contracts/endpoints/contracts'
import { getLint, listLintFindings } from '@gatehouse/contracts/endpoints/lint'
import { createPromotion, getPromotionReport } from '@gatehouse/contracts/endpoints/promotions'
import { listStages } from '@gatehouse/contracts/endpoints/stages'
import { type LintSummary, lintSeverities } from '@gatehouse/contracts/lint'
import type { CiRun } from '@gatehouse/contracts/revision-origin'
import { promotionLink, promotionOutcome } from './commands/promote.ts'
import { findTeam } from './find-team.ts'
import { unlessMissing } from './installation.ts'
import { deployTo, readStages, type Version, waitForPromotion } from './pipeline.ts'
import { promotionChecks, refusedChecks } from './report/promotion-checks.ts'
import type { Check, Report } from './report/report.ts'

export type ShipAsked = Version & {
  source: EndpointInput<typeof previewImport>
  team: string | undefined
  conflicts: 'file' | 'mine' | undefined
  failOn: 'breaking' | 'risky' | 'never'
  lintFailOn: (typeof lintSeverities)[number] | 'never'
  minScore: number
  /** Stages that are live are prepared only, up to this one. */
  through: string | undefined
  /** Says what would change and how it is judged; saves nothing. */
  dryRun: boolean
  note: string | undefined
  seconds: number
  ci?: CiRun
}

/** A step that went wrong in a way that the report tells; nothing after it is done. */
class Stopped extends Error {}

/** Imports, compares, lints, deploys and promotes as far as it goes without a person. What failed is a check of the report. */
export async function ship(call: Call, asked: ShipAsked): Promise<Report> {
  const shipping = new Shipping(call, asked)
  try {
    if (asked.dryRun) {
      await shipping.look()
      return shipping.report()
    }
    await shipping.import()
    await shipping.compare()
    await shipping.lint()
    await shipping.deploy()
    await shipping.promote()
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
  }
  return shipping.report()
}

class Shipping {
  readonly #call: Call
  readonly #asked: ShipAsked
  readonly #checks: Check[] = []
  readonly #sections: string[] = []
  #outcome = 'Nothing was deployed.'
  #link: string | undefined

  constructor(call: Call, asked: ShipAsked) {
    this.#call = call
    this.#asked = asked
  }

  report(): Report {
    const { api, version } = this.#asked
    return {
      title: `${api} ${version}`,
      outcome: this.#outcome,
      checks: this.#checks,
      sections: this.#sections,
      link: this.#link,
    }
  }

  #add(check: Check): void {
    this.#checks.push(check)
    if (check.state === 'failed') throw new Stopped()
  }

  /** A refusal of the installation is a check that failed; that it cannot be reached, or the key is wrong, is not. */
  async #try<T>(group: string, name: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status >= 500 || error.problem.status === 401) throw error
      this.#checks.push(...refusedChecks(group, name, error.problem))
      throw new Stopped()
    }
  }

  /** What an import would change, and the lint score that it would have. */
  async look(): Promise<void> {
    const { api, version, source, conflicts, failOn, lintFailOn, minScore } = this.#asked
    this.#outcome = 'Nothing was saved.'
    const known = (await unlessMissing(this.#call(getApi, { api }))) !== undefined
    if (known) {
      const side = conflicts === undefined ? {} : { conflicts }
      const { counts, changes, merge } = await this.#try('Contract', 'Import', () =>
        this.#call(reimport, { api, version, ...source, ...side, dryRun: true }),
      )
      const bad = counts.breaking > 0 || (failOn === 'risky' && counts.risky > 0)
      this.#checks.push({
        group: 'Contract',
        name: 'Changes',
        state: bad && failOn !== 'never' ? 'failed' : bad ? 'warned' : 'passed',
        verdict: counts.text,
        details: changes.map(({ severity, sentence }) => `${severity}: ${sentence.replaceAll('`', '')}`),
      })
      const { open } = merge.counts
      if (open > 0)
        this.#checks.push({
          group: 'Contract',
          name: 'Merge',
          state: 'failed',
          verdict: `${open} places need a choice: --conflicts file or mine, or the console`,
          details: [
            ...merge.conflicts.filter(({ resolved }) => !resolved).map(({ place }) => place),
            ...merge.removals
              .filter(({ resolved }) => !resolved)
              .map(({ operation }) => `${operation} is no longer in the file`),
          ],
        })
    }
    const preview = await this.#try('Contract', 'Import', () => this.#call(previewImport, source))
    if (!known)
      this.#checks.push({
        group: 'Contract',
        name: 'Import',
        state: 'passed',
        verdict: `a new API with ${preview.operations.length} operations`,
        details: [],
      })
    const { lint } = preview
    this.#checks.push({
      group: 'Contract',
      name: 'Lint',
      state: lintState(lint, lintFailOn, minScore),
      verdict: lintVerdict(lint),
      details: lint.rules.map(({ severity, title, findings }) => `${severity}: ${title} (${findings})`),
    })
  }

  async import(): Promise<void> {
    const { api, version, source, team, conflicts, ci } = this.#asked
    const file = { ...source, ...(ci === undefined ? {} : { ci }) }
    const verdict = await this.#try('Contract', 'Import', async () => {
      if ((await unlessMissing(this.#call(getApi, { api }))) === undefined && team !== undefined) {
        const teamId = await findTeam(this.#call, team)
        const made = await this.#call(importApi, { ...file, teamId, slug: api, versionName: version })
        return `${made.api.name} is made with ${made.operations} operations`
      }
      const answer = await this.#call(reimport, {
        api,
        version,
        ...file,
        ...(conflicts === undefined ? {} : { conflicts }),
      })
      const { kept } = answer.merge.counts
      return `${answer.counts.text} in the working copy${kept > 0 ? `; ${kept} edits of people stay` : ''}`
    })
    this.#add({ group: 'Contract', name: 'Import', state: 'passed', verdict, details: [] })
  }

  /** Against what callers have now: the last stage that runs it. */
  async compare(): Promise<void> {
    const { api, version, failOn } = this.#asked
    const { stages } = await readStages(this.#call, { api, version })
    const last = stages.findLast(({ deployment }) => deployment !== null)
    const name = last === undefined ? 'Changes' : `Changes against ${last.stage.name}`
    if (last === undefined) {
      this.#add({ group: 'Contract', name, state: 'skipped', verdict: 'nothing runs yet', details: [] })
      return
    }
    const { counts, items } = await this.#call(getChanges, {
      api,
      version,
      from: `stage:${last.stage.slug}`,
      to: 'working-copy',
    })
    const bad = counts.breaking > 0 || (failOn === 'risky' && counts.risky > 0)
    this.#add({
      group: 'Contract',
      name,
      state: bad && failOn !== 'never' ? 'failed' : bad ? 'warned' : 'passed',
      verdict: counts.text,
      details: items.map(({ severity, sentence }) => `${severity}: ${sentence.replaceAll('`', '')}`),
    })
  }

  async lint(): Promise<void> {
    const { api, version, lintFailOn, minScore } = this.#asked
    const result = await this.#call(getLint, { api, version })
    const findings =
      result.error + result.warn > 0 ? (await this.#call(listLintFindings, { api, version, limit: 20 })).items : []
    this.#add({
      group: 'Contract',
      name: 'Lint',
      state: lintState(result, lintFailOn, minScore),
      verdict: lintVerdict(result),
      details: findings.map(({ severity, message, place }) => `${severity}: ${message} (${place})`),
    })
  }

  async deploy(): Promise<void> {
    const { api, version, note, seconds, ci } = this.#asked
    const { stages } = await readStages(this.#call, { api, version })
    const first = stages.find(({ stage }) => stage.accepts === 'deploy')
    if (!first) {
      this.#add({ group: 'Stages', name: 'Deploy', state: 'failed', verdict: 'no stage accepts deploys', details: [] })
      return
    }
    const { checks, deployment } = await deployTo(this.#call, { api, version }, first, {
      note,
      seconds,
      ...(ci === undefined ? {} : { ci }),
    })
    if (deployment) this.#outcome = `r${deployment.revision.number} runs on ${first.stage.name}.`
    this.#checks.push(...checks)
    if (checks.some(({ state }) => state === 'failed')) throw new Stopped()
  }

  /** Stage after stage, until a gate wants a person. */
  async promote(): Promise<void> {
    const { api, version, note, seconds, ci, through } = this.#asked
    const { stages } = await readStages(this.#call, { api, version })
    const approvals = new Map((await this.#call(listStages, {})).items.map(({ id, approval }) => [id, approval]))
    const first = stages.findIndex(({ stage }) => stage.accepts === 'deploy')
    for (const [index, { stage }] of stages.entries()) {
      if (index <= first) continue
      const automatic = approvals.get(stage.id)?.needed === 0 && (stage.exposure !== 'live' || stage.slug === through)
      const mode = automatic ? 'run' : 'prepare'
      const begun = await this.#try(stage.name, 'Promotion', () =>
        this.#call(createPromotion, {
          api,
          version,
          stage: stage.slug,
          mode,
          ...(note === undefined ? {} : { note }),
          ...(ci === undefined ? {} : { ci }),
        }),
      )
      const view = await waitForPromotion(
        this.#call,
        begun.id,
        mode === 'run' && approvals.get(stage.id)?.needed === 0 ? 'ended' : 'settled',
        seconds,
      )
      this.#checks.push(...promotionChecks(view))
      this.#outcome = promotionOutcome(view)
      if (view.state === 'done' || view.state === 'watching') continue
      this.#link = await promotionLink(this.#call, view.id)
      this.#sections.push((await this.#call(getPromotionReport, { promotion: view.id })).markdown.trimEnd())
      return
    }
  }
}

type Judged = Pick<LintSummary, 'score' | 'error' | 'warn' | 'info'>

function lintState(result: Judged, failOn: ShipAsked['lintFailOn'], minScore: number): Check['state'] {
  const worst = lintSeverities.slice(0, failOn === 'never' ? 0 : lintSeverities.indexOf(failOn) + 1)
  if (result.score < minScore || worst.some((severity) => result[severity] > 0)) return 'failed'
  return result.error > 0 ? 'warned' : 'passed'
}

function lintVerdict({ score, error, warn }: Judged): string {
  return `score ${score} of 100, ${error} errors, ${warn} warnings`
}
