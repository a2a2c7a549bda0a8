'use client'
import { getMyApplication, requestMyAccess } from '@gatehouse/contracts/endpoints/my-applications'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Textarea } from '@gatehouse/ui/textarea'
import { useEffect, useState } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import type { StartView } from './start-view.ts'

type State = 'active' | 'pending' | 'suspended'
type AccessStepProps = {
  view: StartView
  application: { id: string; name: string }
  preferred: string | undefined
  state: State | undefined
  onGranted: (state: State, plan: string) => void
}

/** Choose a plan and get access; a plan with approval says who is waited for and looks by itself. */
export function AccessStep({ view, application, preferred, state, onGranted }: AccessStepProps) {
  const applicationId = application.id as Id<'application'>
  const [planId, setPlanId] = useState(view.plans.find(({ id }) => id === preferred)?.id ?? view.plans[0]?.id)
  const plan = view.plans.find(({ id }) => id === planId)
  const ask = useAct(requestMyAccess, {
    onDone: (made) => {
      if (made.state === 'active' || made.state === 'pending') onGranted(made.state, made.plan.name)
    },
  })
  // An application that was chosen may have access already, or be waited for.
  const known = useRead(read(getMyApplication, { applicationId }), {
    every: () => (state === 'pending' ? 4_000 : false),
  }).data?.subscriptions.find(
    (each) =>
      each.apis.some(({ apiSlug, versionName }) => apiSlug === view.api.slug && versionName === view.api.version) &&
      (each.state === 'active' || each.state === 'pending' || each.state === 'suspended'),
  )
  useEffect(() => {
    if (known && known.state !== state) onGranted(known.state as State, known.plan.name)
  }, [known, state, onGranted])
  if (state === 'pending') {
    return (
      <p className="max-w-prose text-muted text-sm">
        The API’s team was asked and decides; you get a mail, and this page goes on by itself.
        {view.contact.email && ` To ask: ${view.contact.email}.`} Meanwhile the whole reference is open to you.
      </p>
    )
  }
  if (state === 'suspended') {
    return (
      <p className="max-w-prose text-muted text-sm">
        Ask the API’s team what is needed{view.contact.email ? `: ${view.contact.email}` : ''}.
      </p>
    )
  }
  if (!plan) return <p className="text-muted text-sm">No plan is offered at the moment. Ask the API’s team.</p>
  return (
    <ProblemForm
      problem={ask.problem}
      className="flex max-w-xl flex-col gap-4"
      submit={(form) => {
        const note = String(form.get('note') ?? '').trim()
        return ask.run({ applicationId, planId: plan.id, ...(note ? { note } : {}) })
      }}
    >
      <RadioGroup
        legend="Plan"
        hideLegend
        name="plan"
        look="cards"
        value={plan.id}
        onValueChange={(value) => setPlanId(value as Id<'plan'>)}
        options={view.plans.map(({ id, name, limits, free, approval }) => ({
          value: id,
          label: `${name}${free ? ' · free' : ''}`,
          description: `${limits}. ${approval === 'automatic' ? 'Access at once.' : 'The API’s team approves.'}`,
        }))}
      />
      {plan.approval === 'manual' && (
        <Field label="What for" name="note" optional hint="Who decides reads it.">
          <Textarea rows={2} maxLength={2_000} />
        </Field>
      )}
      <Button type="submit" variant="primary" className="self-start" loading={ask.running}>
        {plan.approval === 'automatic' ? 'Get access' : 'Ask for access'}
      </Button>
    </ProblemForm>
  )
}
