import { compileStage } from '@gatehouse/compiler/compile-stage'
import type { Transaction } from '@gatehouse/db/client'
import { runDryBuild } from '../deployments/run-dry-build.ts'
import { loadStageState } from '../deployments/stage-state.ts'
import type { Context } from '../grammar/context.ts'
import { DomainError } from '../grammar/domain-error.ts'
import { recallCompiled } from '../publishing/compiled-deployments.ts'

/** A stage as its gateways would get it, before it is built as they do. */
export type StageCandidate = {
  stage: { id: string; name: string }
  issues: readonly { message: string; where?: string | undefined }[]
  manifestText: string
  parts: readonly { hash: string; text: string }[]
}

/** Compiles the stages as they stand in this transaction; what a build needs comes with it, so that it can happen after its end. */
export async function compileCandidates(
  tx: Transaction,
  ctx: Context,
  stages: readonly { id: string; name: string }[],
): Promise<StageCandidate[]> {
  const candidates: StageCandidate[] = []
  for (const stage of stages) {
    const known = await recallCompiled(tx, ctx.db, stage.id)
    const compiled = compileStage(await loadStageState(tx, stage.id, ctx.installation.portalUrl, known))
    const own = new Set(compiled.parts.map(({ hash }) => hash))
    const wanted = compiled.manifest.parts.map(({ hash }) => hash).filter((hash) => !own.has(hash))
    const stored = await tx.snapshotPart.findMany({
      where: { hash: { in: wanted } },
      select: { hash: true, content: true },
    })
    candidates.push({
      stage,
      issues: compiled.issues,
      manifestText: compiled.manifestText,
      parts: [...compiled.parts, ...stored.map(({ hash, content }) => ({ hash, text: content }))],
    })
  }
  return candidates
}

/**
 * Builds the candidates as a gateway does, schemas, policies and their examples included.
 * @throws DomainError `deploy_blocked` with each reason: what a gateway would refuse is not asked for
 */
export async function refuseBroken(candidates: readonly StageCandidate[]): Promise<void> {
  const errors: { in: 'body'; pointer: string; rule: string; expected: string }[] = []
  for (const { stage, issues, manifestText, parts } of candidates) {
    const found = issues.length > 0 ? issues : await runDryBuild(manifestText, parts)
    for (const { message, where } of found.slice(0, 20))
      errors.push({ in: 'body', pointer: where ? `/${where}` : '', rule: stage.name, expected: message })
  }
  const [first] = errors
  if (first)
    throw new DomainError('deploy_blocked', `${first.rule} could not run with it: ${first.expected}`, {
      errors: errors.slice(0, 50),
    })
}
