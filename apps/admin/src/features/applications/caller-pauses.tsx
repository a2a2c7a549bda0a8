'use client'
import {
  type CallerPauseView,
  pauseApplication,
  pauseTeam,
  resumePausedApplication,
  resumePausedTeam,
} from '@gatehouse/contracts/endpoints/pauses'
import type { Id } from '@gatehouse/contracts/ids'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RelativeTime } from '@gatehouse/ui/relative-time'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { problemOf, useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { PauseReasonDialog } from '../../components/pause-reason-dialog.tsx'
import { useMay } from '../account/account-context.tsx'
import { stagesRead } from '../stages/queries.ts'

/** Whose calls are paused. */
export type PausedCaller = { applicationId: Id<'application'> } | { teamId: Id<'team'> }

type CallerPauses = {
  caller: PausedCaller
  name: string
  /** The team whose permission it needs. */
  ownerId: Id<'team'>
  pauses: readonly CallerPauseView[]
}

/** Pauses all calls of an application, or of a team's applications, on a stage. */
export function PauseCallerButton({ caller, name, ownerId, pauses }: CallerPauses) {
  const may = useMay('application.manage', { teamId: ownerId })
  const [open, setOpen] = useState(false)
  const [chosen, choose] = useState<string>()
  const stages = useRead(stagesRead(), { enabled: open })
  const ofApplication = useAct(pauseApplication)
  const ofTeam = useAct(pauseTeam)
  if (!may.allowed) return <ActButton why={may.why}>Pause</ActButton>
  const own = 'teamId' in caller ? 'team' : 'application'
  const paused = new Set<string>(pauses.filter(({ of }) => of === own).map(({ stage }) => stage.id))
  const free = (stages.data?.items ?? []).filter(({ id }) => !paused.has(id))
  // Where its callers are is where a pause is meant for.
  const stage = chosen ?? (free.find(({ exposure }) => exposure === 'live') ?? free.at(-1))?.slug
  return (
    <PauseReasonDialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>Pause</Button>}
      title={`Pause ${name}?`}
      consequence={
        own === 'team'
          ? 'Every call of its applications on the stage gets 503 with the reason within a second, until you resume it. Keys and subscriptions stay.'
          : 'Every call with any of its keys on the stage gets 503 with the reason within a second, until you resume it. Keys and subscriptions stay.'
      }
      run={async (reason) => {
        if (stage === undefined) throw new Error('Choose a stage.')
        if ('teamId' in caller) await ofTeam.run({ ...caller, stage, reason })
        else await ofApplication.run({ ...caller, stage, reason })
        choose(undefined)
      }}
    >
      <Field
        label="Stage"
        name="stage"
        {...(stages.error ? { error: 'The stages could not be read. Close this and try again.' } : {})}
      >
        <NativeSelect
          autoFocus
          value={stage ?? ''}
          disabled={free.length === 0}
          onChange={(event) => choose(event.target.value)}
          options={free.map(({ slug, name: label }) => ({ value: slug, label }))}
        />
      </Field>
    </PauseReasonDialog>
  )
}

/** That calls are paused, where, why and since when, with the way back. */
export function CallerPauseBanners({ caller, ownerId, pauses }: CallerPauses) {
  return pauses.map((pause) => <PauseBanner key={pause.id} caller={caller} ownerId={ownerId} pause={pause} />)
}

function PauseBanner({
  caller,
  ownerId,
  pause,
}: Pick<CallerPauses, 'caller' | 'ownerId'> & { pause: CallerPauseView }) {
  const may = useMay('application.manage', { teamId: ownerId })
  const ofApplication = useAct(resumePausedApplication)
  const ofTeam = useAct(resumePausedTeam)
  const resume = () => {
    const team = 'teamId' in caller ? caller.teamId : ownerId
    const done =
      pause.of === 'application' && 'applicationId' in caller
        ? ofApplication.run({ ...caller, pause: pause.id })
        : ofTeam.run({ teamId: team, pause: pause.id })
    done.catch((error: unknown) => {
      const problem = problemOf(error)
      toast.error(problem.title, problem.detail ? { description: problem.detail } : {})
    })
  }
  return (
    <Banner
      tone="warn"
      compact
      title={`${pause.of === 'team' && 'applicationId' in caller ? 'Its team is paused' : 'Paused'} on ${pause.stage.name}: calls get 503`}
      actions={
        <ActButton
          size="sm"
          why={may.why}
          loading={ofApplication.running || ofTeam.running}
          aria-label={`Resume on ${pause.stage.name}`}
          onClick={resume}
        >
          Resume
        </ActButton>
      }
    >
      {pause.reason} · <RelativeTime value={pause.since} />
    </Banner>
  )
}
