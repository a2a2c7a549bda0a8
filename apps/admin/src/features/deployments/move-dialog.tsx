'use client'
import type { DeployPreview } from '@gatehouse/contracts/endpoints/deployment-views'
import { deploy, rollback } from '@gatehouse/contracts/endpoints/deployments'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { toast } from '@gatehouse/ui/toast'
import { useId, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { type DeployOrRollback, useVersion } from '../apis/version-context.tsx'
import { BlockerList } from './blocker-list.tsx'
import { ChangeList } from './change-list.tsx'
import { CheckList } from './check-list.tsx'
import { previewRead } from './queries.ts'

/** What a deploy or rollback will do, in sentences; what is missing is filled in here; then it is done. */
export function MoveDialog({ move, onClose }: { move: DeployOrRollback; onClose: () => void }) {
  const { page, name } = useVersion()
  const noteField = useId()
  const [note, setNote] = useState('')
  const query = useRead(previewRead(name, move))
  const acts = { deploy: useAct(deploy), rollback: useAct(rollback) }
  const preview = query.data
  const running = acts[move.act].running
  const say = note.trim() === '' ? {} : { note: note.trim() }
  const send = () => {
    if (move.act === 'deploy') return acts.deploy.run({ ...name, stage: move.stage, ...say }, page.workingCopyEtag)
    return acts.rollback.run({
      ...name,
      stage: move.stage,
      ...(move.deployment ? { deployment: move.deployment } : {}),
      ...say,
    })
  }
  const run = async () => {
    if (!preview) return
    const answer = await send().catch(() => undefined)
    if (!answer) return
    toast.success(answer.sentence)
    onClose()
  }
  const ready = preview && preview.blockers.length === 0 && !preview.nothingToDo
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      closable={!running}
      title={titleOf(move, preview, page.api.name, page.version.name)}
      {...(preview?.now ? { description: `${preview.stage.name} runs r${preview.now.number} now.` } : {})}
      footer={
        <>
          <p className="min-w-0 flex-1 basis-48 text-left text-muted text-sm">{preview?.sentence}</p>
          <Button variant="ghost" onClick={onClose} disabled={running}>
            Cancel
          </Button>
          {!preview?.nothingToDo && (
            <Button
              variant={preview?.stage.exposure === 'live' || move.act === 'rollback' ? 'amber' : 'primary'}
              disabled={!ready}
              loading={running}
              onClick={run}
            >
              {labelOf(move, preview)}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {acts[move.act].problem?.code === 'changed_meanwhile' ? (
          <Banner tone="warn" title="Something was saved in between">
            Nothing was done. What stands here now is the current state: look at it, then press {labelOf(move, preview)}{' '}
            again.
          </Banner>
        ) : (
          <ProblemBanner problem={acts[move.act].problem} />
        )}
        <Loaded compact query={query} what="preview" needs="api.read" skeleton={<SkeletonText lines={7} />}>
          {(seen) => (
            <>
              {seen.nothingToDo ? (
                <p className="text-sm">
                  {seen.stage.name} already runs r{seen.revision.number}. There is nothing to do.
                </p>
              ) : (
                <>
                  <BlockerList
                    blockers={seen.blockers.filter(({ kind }) => kind !== 'check')}
                    stage={seen.stage}
                    name={name}
                  />
                  <CheckList checks={seen.checks} stage={seen.stage.name} />
                  {move.act === 'rollback' && <WhatGoes back={seen.goesBack} stays={seen.stays} />}
                  <section aria-label="What changes" className="flex flex-col gap-2">
                    <h3 className="text-sm">
                      {seen.now ? `What changes on ${seen.stage.name}` : `Everything is new on ${seen.stage.name}`}
                    </h3>
                    <ChangeList items={seen.changes} />
                  </section>
                  <Field label="Note" optional hint="Stands in the history of the stage." name={noteField}>
                    <Input value={note} onChange={(event) => setNote(event.target.value)} maxLength={500} />
                  </Field>
                </>
              )}
            </>
          )}
        </Loaded>
      </div>
    </Dialog>
  )
}

function WhatGoes({ back, stays }: { back: readonly string[]; stays: readonly string[] }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <section className="rounded-lg border border-warn-line bg-warn-soft p-3 text-sm">
        <h3 className="pb-1 text-sm">Goes back</h3>
        <ul className="list-disc pl-4">
          {back.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <section className="rounded-lg border border-line bg-sunken p-3 text-sm">
        <h3 className="pb-1 text-sm">Stays as it is</h3>
        <ul className="list-disc pl-4">
          {stays.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function titleOf(move: DeployOrRollback, preview: DeployPreview | undefined, api: string, version: string): string {
  const stage = preview?.stage.name ?? move.stage
  const revision = preview ? ` r${preview.revision.number}` : ''
  if (move.act === 'rollback') return `Roll ${stage} back to${revision || ' an earlier revision'}`
  return `Deploy ${api} ${version}${revision} to ${stage}`
}

function labelOf(move: DeployOrRollback, preview: DeployPreview | undefined): string {
  const stage = preview?.stage.name ?? move.stage
  if (move.act === 'rollback') return `Roll back ${stage}`
  return `Deploy to ${stage}`
}
