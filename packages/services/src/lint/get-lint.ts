import { getLint as endpoint, listLintFindings as findingsEndpoint } from '@gatehouse/contracts/endpoints/lint'
import type { Id } from '@gatehouse/contracts/ids'
import { lintFormula } from '@gatehouse/contracts/lint'
import type { RevisionContent } from '@gatehouse/contracts/revision'
import { type LintResult, settle } from '@gatehouse/importers/lint/lint'
import { type Db, requireVersion, type VersionPath, versionPathScope } from '../apis/find-version.ts'
import { cursorNumber, decodeCursor, encodeCursor } from '../grammar/page.ts'
import { query } from '../grammar/query.ts'
import { activeWaivers } from './active-waivers.ts'
import { judgeContract } from './judge-contract.ts'
import { loadRuleset } from './load-ruleset.ts'

interface LintedVersion {
  result: LintResult
  content: RevisionContent
  etag: number | null
}

async function lintVersion(
  db: Db,
  path: VersionPath & { revision?: number | undefined },
  now: Date,
): Promise<LintedVersion> {
  const version = await requireVersion(db, path)
  const { ruleset } = await loadRuleset(db)
  const { rules, content, etag } = await judgeContract(db, version, ruleset, path.revision)
  return { result: settle(rules, await activeWaivers(db, version.id), now.getTime()), content, etag }
}

/** Score and rules of the working copy or of a revision. */
export const getLint = query({
  name: 'lint.get',
  allowed: { permission: 'api.read' },
  input: endpoint.params.extend(endpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const { result, content, etag } = await lintVersion(db, input, ctx.now())
    const { findings: _, waivedFindings: __, ...summary } = result
    return {
      ...summary,
      formula: lintFormula,
      operations: content.contract.operations.length,
      workingCopyEtag: etag,
    }
  },
})

export const listLintFindings = query({
  name: 'lint.findings',
  allowed: { permission: 'api.read' },
  input: findingsEndpoint.params.extend(findingsEndpoint.query.shape),
  scope: versionPathScope,
  run: async ({ ctx, db, input }) => {
    const { result, content } = await lintVersion(db, input, ctx.now())
    const all = input.waived === 'true' ? result.waivedFindings : result.findings
    const meant = all.filter(
      ({ rule, severity }) =>
        (input.rule === undefined || rule === input.rule) &&
        (input.severity === undefined || severity === input.severity),
    )
    const from = input.cursor === undefined ? 0 : cursorNumber(decodeCursor(input.cursor, 1)[0])
    const to = from + input.limit
    return {
      items: meant
        .slice(from, to)
        .map(({ waiver = null, ...finding }: (typeof meant)[number] & { waiver?: string | null }) => ({
          ...finding,
          operationId: operationOf(content, finding.operation),
          waiver: waiver as Id<'lintWaiver'> | null,
        })),
      next: meant.length > to ? encodeCursor(to) : null,
    }
  },
})

function operationOf(content: RevisionContent, key: string | undefined): string | null {
  return key !== undefined && Object.hasOwn(content.operations, key) ? (content.operations[key]?.id ?? null) : null
}
