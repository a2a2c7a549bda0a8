'use client'
import { Card } from '@gatehouse/ui/card'
import { formatDuration } from '@gatehouse/ui/format'
import { type Step, StepList } from '@gatehouse/ui/step-list'
import { TextLink } from '@gatehouse/ui/text-link'
import { useState } from 'react'
import { AccessStep } from './access-step.tsx'
import { AccountStep } from './account-step.tsx'
import { ApplicationStep } from './application-step.tsx'
import { CallStep, type SeenCall } from './call-step.tsx'
import { type ChosenKey, CredentialStep } from './credential-step.tsx'
import type { StartView } from './start-view.ts'
import { useArrival } from './use-arrival.ts'

type FirstStepsProps = {
  view: StartView
  person: { name: string } | undefined
  applications: { id: string; name: string }[]
  /** A plan that was chosen on the page before. */
  plan: string | undefined
}

/** Five steps on one page that tick by themselves; it begins at the first undone one and ends with a call that the gateway saw. */
export function FirstSteps({ view, person, applications, plan }: FirstStepsProps) {
  const arrivedAt = useArrival(view.api.slug)
  const [best] = [...view.access].sort((a, b) => rank[a.state] - rank[b.state])
  const [application, setApplication] = useState(
    best ? { id: best.applicationId as string, name: best.applicationName } : undefined,
  )
  const [granted, setGranted] = useState<{ state: Access; plan: string } | undefined>(
    best && { state: best.state, plan: best.planName },
  )
  const [key, setKey] = useState<ChosenKey>()
  const [seen, setSeen] = useState<SeenCall>()
  const access = granted?.state
  const steps: Step[] = [
    {
      id: 'account',
      title: 'Account',
      state: person ? 'done' : 'now',
      note: person?.name,
      content: <AccountStep next={view.here} />,
    },
    {
      id: 'application',
      title: 'Application',
      state: !person ? 'todo' : application ? 'done' : 'now',
      note: application?.name,
      content: <ApplicationStep applications={applications} onChosen={setApplication} />,
    },
    {
      id: 'access',
      title: 'Access',
      ...accessState(Boolean(application), access),
      note: granted && accessNotes[granted.state](granted.plan),
      content: application && (
        <AccessStep
          view={view}
          application={application}
          preferred={plan}
          state={access}
          onGranted={(state, name) => setGranted({ state, plan: name })}
        />
      ),
    },
    {
      id: 'credential',
      title: 'Key',
      state: key ? 'done' : access === 'active' ? 'now' : 'todo',
      note: key && `for ${key.stage.name}`,
      content: application && <CredentialStep view={view} application={application} onChosen={setKey} />,
    },
    {
      id: 'call',
      title: 'First call',
      state: seen ? (seen.good ? 'done' : 'failed') : key ? 'now' : 'todo',
      note: seen?.word,
      content: application && key && (
        <CallStep
          application={application}
          chosen={key}
          call={view.call}
          onSeen={setSeen}
          onAnotherKey={() => setKey(undefined)}
        />
      ),
    },
  ]
  return (
    <>
      <StepList label="First steps" steps={steps} />
      {seen?.good && (
        <Card title={`${seen.word} · ${formatDuration(Math.max(0, seen.at - arrivedAt))} after you came`}>
          <p className="text-muted text-sm">Your key works. What next?</p>
          <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
            <li>
              <TextLink href={`/requests/${seen.requestId}`}>See what the gateway did with it</TextLink>
            </li>
            <li>
              <TextLink href={`/apis/${view.api.slug}/${view.api.version}`}>Read what else it can do</TextLink>
            </li>
            {application && (
              <li>
                <TextLink href={`/applications/${application.id}`}>Manage {application.name}</TextLink>
              </li>
            )}
          </ul>
        </Card>
      )}
    </>
  )
}

type Access = 'active' | 'pending' | 'suspended'
const rank: Record<Access, number> = { active: 0, pending: 1, suspended: 2 }
const accessNotes: Record<Access, (plan: string) => string> = {
  active: (plan) => `under ${plan}`,
  pending: (plan) => `waiting for the API’s team to approve ${plan}`,
  suspended: (plan) => `${plan} is suspended`,
}

function accessState(ready: boolean, state: Access | undefined): Pick<Step, 'state'> {
  if (!ready) return { state: 'todo' }
  if (state === 'active') return { state: 'done' }
  if (state === 'pending') return { state: 'waiting' }
  return { state: state === 'suspended' ? 'failed' : 'now' }
}
