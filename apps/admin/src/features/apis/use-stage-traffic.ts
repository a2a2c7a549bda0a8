'use client'
import type { PipelineCard } from '@gatehouse/contracts/endpoints/apis'
import type { StageRef } from '@gatehouse/contracts/endpoints/stages'
import type { Id } from '@gatehouse/contracts/ids'
import { useQueries } from '@tanstack/react-query'
import { call } from '../../api/call.ts'
import { useRead } from '../../api/use-read.ts'
import { useMay } from '../account/account-context.tsx'
import { seriesRead } from '../traffic/queries.ts'
import { useWindow } from '../traffic/use-window.ts'

const asVersion = (id: string) => id as Id<'version'>
const asStage = (id: string) => id as Id<'stage'>

/** The last stage with traffic in seven days, to which a page's figures belong; the last that runs anything while there is none. */
export function useMeasuredStage(versionId: string, pipeline: readonly PipelineCard[]): StageRef | undefined {
  const may = useMay('usage.read')
  const { from, to } = useWindow(7 * 24)
  const running = pipeline.filter((card) => card.deployment !== null).map((card) => card.stage)
  const answers = useQueries({
    queries: running.map((stage) => {
      const { endpoint, input, queryKey } = seriesRead({
        versionId: asVersion(versionId),
        stageId: asStage(stage.id),
        from,
        to,
        step: 'day',
      })
      return { queryKey, queryFn: () => call(endpoint, input), enabled: may.allowed, staleTime: 60_000 }
    }),
  })
  const called = running.filter((_, index) => (answers[index]?.data?.totals.requests ?? 0) > 0)
  // Nothing is named before all have answered, so that the figures do not jump from stage to stage.
  if (may.allowed && answers.some((answer) => answer.isPending)) return undefined
  return called.at(-1) ?? running.at(-1)
}

/** The last hour of a version on a stage, and the same hour last week. */
export function useStagePulse(versionId: string, stageId: string, enabled: boolean) {
  const { from, to, before } = useWindow(1)
  const scope = { versionId: asVersion(versionId), stageId: asStage(stageId), step: 'minute' as const }
  const now = useRead(seriesRead({ ...scope, from, to }), { enabled, keep: true, every: () => 15_000 })
  const then = useRead(seriesRead({ ...scope, ...before }), { enabled, keep: true })
  return { now: now.data, lastWeek: then.data }
}
