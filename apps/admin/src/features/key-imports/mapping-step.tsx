'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { importKeys, KeyFilePreview } from '@gatehouse/contracts/endpoints/key-imports'
import type { Id } from '@gatehouse/contracts/ids'
import type { Problem } from '@gatehouse/contracts/problems'
import { Button } from '@gatehouse/ui/button'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { applicationsRead } from '../applications/queries.ts'
import { TeamField } from '../people/team-field.tsx'
import { productsRead } from '../products/queries.ts'
import { stagesRead } from '../stages/queries.ts'

export type Mapping = Pick<EndpointInput<typeof importKeys>, 'stageId' | 'to' | 'plans' | 'planId'>
type MappingStepProps = {
  found: KeyFilePreview
  problem: Problem | undefined
  busy: boolean
  onMapped: (mapping: Mapping) => void
}

/** Stage, applications and plans of what was found. */
export function MappingStep({ found, problem, busy, onMapped }: MappingStepProps) {
  const [kind, setKind] = useState<'team' | 'application'>('team')
  const [applicationId, setApplicationId] = useState('')
  const [same, setSame] = useState('use')
  const [q, setQ] = useState('')
  const stages = useRead(stagesRead()).data?.items.filter(({ exposure }) => exposure !== 'hidden') ?? []
  const applications = useRead(applicationsRead({ limit: 50, ...(q ? { q } : {}) }), { keep: true }).data?.items ?? []
  const named = found.consumers.items.filter(({ application }) => application)
  return (
    <ProblemForm
      problem={problem}
      submit={async (form) => {
        const chosen = (name: string) => String(form.get(name) ?? '')
        const consumers =
          same === 'use'
            ? named.flatMap(({ name, application }) =>
                name !== null && application ? [{ consumer: name, applicationId: application.id }] : [],
              )
            : []
        onMapped({
          stageId: chosen('stageId') as Id<'stage'>,
          to:
            kind === 'application'
              ? { kind, applicationId: applicationId as Id<'application'> }
              : { kind, teamId: chosen('teamId') as Id<'team'>, consumers },
          plans: found.groups.flatMap(({ name }, index) => {
            const planId = chosen(`plan-${index}`)
            return planId === '' ? [] : [{ group: name, planId: planId as Id<'plan'> }]
          }),
          planId: chosen('plan') === '' ? null : (chosen('plan') as Id<'plan'>),
        })
      }}
    >
      <Field label="Stage" name="stageId" required hint="Where the keys are good.">
        <NativeSelect options={stages.map(({ id, name }) => ({ value: id, label: name }))} />
      </Field>
      <RadioGroup
        legend="Each key goes to"
        name="kind"
        value={kind}
        onValueChange={(value) => setKind(value as typeof kind)}
        options={[
          {
            value: 'team',
            label: 'An application for each consumer',
            description: 'By the consumer’s name, in one team.',
          },
          { value: 'application', label: 'One application', description: 'All keys of the file.' },
        ]}
      />
      {kind === 'team' ? (
        <>
          <TeamField label="Team of new applications" />
          {named.length > 0 && (
            <RadioGroup
              legend={`${named.length} consumers have the name of an application here`}
              name="same"
              value={same}
              onValueChange={setSame}
              options={[
                {
                  value: 'use',
                  label: 'Their keys go to that application',
                  description: named
                    .slice(0, 5)
                    .map(({ application }) => `${application?.name} (${application?.team})`)
                    .join(', '),
                },
                {
                  value: 'new',
                  label: 'They become applications of the team',
                  description: 'Unless the team has one of that name.',
                },
              ]}
            />
          )}
        </>
      ) : (
        <Field label="Application" name="/to/applicationId" required>
          <Combobox
            options={applications.map(({ id, name, team }) => ({ value: id, label: name, description: team.name }))}
            value={applicationId}
            onValueChange={setApplicationId}
            onSearch={setQ}
            placeholder="Choose an application"
          />
        </Field>
      )}
      <PlanFields found={found} />
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        loading={busy}
        disabled={kind === 'application' && applicationId === ''}
      >
        See what would happen
      </Button>
    </ProblemForm>
  )
}

/** Which plan a group of the file means, for those who may give access. */
function PlanFields({ found }: { found: KeyFilePreview }) {
  const may = useMay('subscription.decide')
  const products = useRead(productsRead({ limit: 200 }), { enabled: may.allowed }).data?.items ?? []
  if (!may.allowed)
    return <p className="text-muted text-sm">The keys come without access: giving plans needs subscription.decide.</p>
  const options = [
    { value: '', label: 'no access' },
    ...products.flatMap(({ name, plans }) => plans.map((plan) => ({ value: plan.id, label: `${name}: ${plan.name}` }))),
  ]
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 font-medium text-sm">Access</legend>
      {found.groups.slice(0, 50).map(({ name, keys }, index) => (
        <Field key={name} label={`${name} (${plural(keys, 'key')})`} name={`plan-${index}`}>
          <NativeSelect options={options} defaultValue="" />
        </Field>
      ))}
      <Field
        label={found.groups.length > 0 ? 'All others' : 'Plan'}
        name="plan"
        hint="Applications that have access to the product already keep their plan."
      >
        <NativeSelect options={options} defaultValue="" />
      </Field>
    </fieldset>
  )
}
