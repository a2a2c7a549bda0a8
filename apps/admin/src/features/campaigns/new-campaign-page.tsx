'use client'
import {
  type CampaignKind,
  type CampaignReviewers,
  campaignKindNames,
  campaignKinds,
} from '@gatehouse/contracts/endpoints/campaign-views'
import { createCampaign, openCampaign } from '@gatehouse/contracts/endpoints/campaigns'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useNavigate } from '@gatehouse/ui/link'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useMay } from '../account/account-context.tsx'
import { CampaignPreview } from './campaign-preview.tsx'
import { PersonField } from './person-field.tsx'
import { type ChosenScope, everything, ScopeFields, scopeOf } from './scope-fields.tsx'

const dayMs = 86_400_000
const dateOf = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)
/** Whole days end in the evening, so that the last day is a day. */
const endOf = (date: string) => new Date(`${date}T20:00:00Z`).toISOString()
const morningOf = (date: string) => new Date(`${date}T07:00:00Z`).toISOString()
type Rule = CampaignReviewers['rule']

/** What, who is asked, when: on one page, with what it would ask beside it. */
export function NewCampaignPage() {
  const may = useMay('campaign.manage')
  const navigate = useNavigate()
  const [kinds, setKinds] = useState<readonly CampaignKind[]>(['subscription', 'credential', 'client'])
  const [scope, setScope] = useState<ChosenScope>(everything)
  const [rule, setRule] = useState<Rule>('offering')
  const [personId, setPersonId] = useState('')
  const [later, setLater] = useState('now')
  const create = useAct(createCampaign)
  const open = useAct(openCampaign)
  const reviewers: CampaignReviewers | undefined =
    rule !== 'person' ? { rule } : personId === '' ? undefined : { rule, personId: personId as Id<'person'> }
  const submit = async (form: FormData) => {
    if (!reviewers) return
    const at = String(form.get('opensAt') ?? '')
    const draft = await create.run({
      name: String(form.get('name')),
      description: String(form.get('description')),
      kinds: [...kinds],
      scope: scopeOf(scope),
      reviewers,
      opensAt: later === 'date' && at ? morningOf(at) : null,
      dueAt: endOf(String(form.get('dueAt'))),
    })
    if (later === 'now') await open.run({ campaignId: draft.id }, draft.etag).catch(() => undefined)
    navigate(`/access/campaigns/${draft.id}`)
  }
  const why = !may.allowed
    ? may.why
    : kinds.length === 0
      ? 'Choose what is reviewed.'
      : !reviewers
        ? 'Choose who is asked.'
        : null
  return (
    <Page width="full">
      <PageHeader title="New access review" facts="Nobody is asked before it opens." />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <ProblemForm problem={create.problem ?? open.problem} submit={submit} className="flex flex-col gap-6">
          <Card title="1. What is reviewed" description="Everything of these kinds, unless you narrow it.">
            <fieldset className="grid gap-2 sm:grid-cols-2">
              <legend className="sr-only">Kinds</legend>
              {campaignKinds.map((kind) => (
                <Checkbox
                  key={kind}
                  label={campaignKindNames[kind].many}
                  checked={kinds.includes(kind)}
                  onChange={(event) =>
                    setKinds(event.target.checked ? [...kinds, kind] : kinds.filter((one) => one !== kind))
                  }
                />
              ))}
            </fieldset>
            <div className="mt-5">
              <ScopeFields scope={scope} onChange={setScope} />
            </div>
          </Card>
          <Card
            title="2. Who is asked"
            description="Nobody decides on his own access. Where nobody can be asked, it falls to the team’s owner, then to you."
          >
            <RadioGroup
              legend="Who is asked"
              hideLegend
              name="rule"
              value={rule}
              onValueChange={(value) => setRule(value as Rule)}
              options={[
                {
                  value: 'offering',
                  label: 'Owners of what it opens',
                  description: 'The team that offers the API or product.',
                },
                {
                  value: 'holder',
                  label: 'Owners of the team that holds it',
                  description: 'They know whether it is still needed.',
                },
                {
                  value: 'manager',
                  label: 'Managers',
                  description: 'As a directory names them, of the person or of the team’s owners.',
                },
                { value: 'person', label: 'One person' },
              ]}
            />
            {rule === 'person' && (
              <div className="mt-3">
                <PersonField label="Person" value={personId} onChange={setPersonId} />
              </div>
            )}
          </Card>
          <Card title="3. When" description="Two reminders come by themselves: a week and a day before it is due.">
            <div className="flex flex-col gap-4">
              <Field label="Name" name="name" required>
                <Input maxLength={120} placeholder="Keys of Production, autumn" />
              </Field>
              <Field label="Why, for those who are asked" name="description" optional>
                <Textarea rows={2} maxLength={2000} />
              </Field>
              <RadioGroup
                legend="Opens"
                name="opens"
                value={later}
                onValueChange={setLater}
                options={[
                  { value: 'now', label: 'Now' },
                  { value: 'date', label: 'On a day' },
                  { value: 'draft', label: 'Keep it as a draft' },
                ]}
              />
              <div className="grid gap-4 sm:grid-cols-2">
                {later === 'date' && (
                  <Field label="Opens on" name="opensAt" required>
                    <Input type="date" defaultValue={dateOf(7)} min={dateOf(1)} />
                  </Field>
                )}
                <Field label="Due on" name="dueAt" required hint="What nobody answered by 20:00 UTC is suspended.">
                  <Input type="date" defaultValue={dateOf(30)} min={dateOf(1)} />
                </Field>
              </div>
            </div>
          </Card>
          {why ? (
            <ActButton variant="primary" className="self-start" why={why}>
              {later === 'now' ? 'Open the review' : 'Save'}
            </ActButton>
          ) : (
            <Button type="submit" variant="primary" className="self-start" loading={create.running || open.running}>
              {later === 'now' ? 'Open the review' : 'Save'}
            </Button>
          )}
        </ProblemForm>
        <CampaignPreview kinds={kinds} scope={scopeOf(scope)} reviewers={reviewers} />
      </div>
    </Page>
  )
}
