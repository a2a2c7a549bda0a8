'use client'
import { takeOffStage } from '@gatehouse/contracts/endpoints/deployments'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { Field } from '@gatehouse/ui/field'
import { formatCount, plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { Sentence } from './change-list.tsx'
import { takeOffRead } from './queries.ts'

const listed = 5

/** Takes the version off a stage, after saying what ends with it and who calls it there. */
export function TakeOffDialog({ stage: slug, onClose }: { stage: string; onClose: () => void }) {
  const { page, name } = useVersion()
  const [reason, setReason] = useState('')
  const preview = useRead(takeOffRead(name, slug))
  const act = useAct(takeOffStage, { onDone: ({ sentence }) => toast.success(sentence) })
  const stage = page.pipeline.find((card) => card.stage.slug === slug)?.stage
  const callers = preview.data?.applications ?? []
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Take ${page.api.name} ${page.version.name} off ${stage?.name ?? slug}?`}
      consequence={
        callers.length === 0
          ? 'No application called it there in the last 30 days.'
          : `${plural(callers.length, 'application')} called it there in the last 30 days and will get 404.`
      }
      action={`Take off ${stage?.name ?? slug}`}
      {...(stage?.exposure === 'live' || callers.length > 0 ? { typedName: page.api.slug } : {})}
      onConfirm={async () => {
        if (preview.data && !preview.data.act.allowed) return preview.data.act.why ?? 'It is not possible now.'
        const revision = preview.data?.revision
        await act.run({
          ...name,
          stage: slug,
          ...(revision == null ? {} : { revision }),
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        })
        onClose()
      }}
    >
      <Loaded compact query={preview} what="stage" needs="api.read" skeleton={<SkeletonText lines={4} />}>
        {({ ends, applications }) => (
          <div className="flex flex-col gap-3 text-sm">
            <ul className="flex list-disc flex-col gap-1 pl-5 [overflow-wrap:anywhere]">
              {ends.map((sentence) => (
                <li key={sentence}>
                  <Sentence text={sentence} />
                </li>
              ))}
            </ul>
            {applications.length > 0 && (
              <ul className="flex flex-col gap-1">
                {applications.slice(0, listed).map(({ id, name: application, team, calls }) => (
                  <li key={id} className="flex flex-wrap gap-x-2">
                    <TextLink href={`/applications/${id}`}>{application}</TextLink>
                    <span className="text-muted">{team.name}</span>
                    <span className="gh-tabular ml-auto text-muted">{formatCount(calls)} calls</span>
                  </li>
                ))}
                {applications.length > listed && (
                  <li className="text-muted">and {applications.length - listed} more</li>
                )}
              </ul>
            )}
          </div>
        )}
      </Loaded>
      <Field label="Reason" name="reason" optional>
        <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </ConfirmDialog>
  )
}
