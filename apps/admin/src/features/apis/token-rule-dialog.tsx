'use client'
import { type ApiTokenRule, apiTokenRule } from '@gatehouse/contracts/api-token-rules'
import type { putTokenRules, TokenRulesView, TokenRuleView } from '@gatehouse/contracts/endpoints/token-rules'
import { type Id, idOf } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Textarea } from '@gatehouse/ui/textarea'
import { useRef, useState } from 'react'
import type { Act } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { AccessDiffPreview, type PreviewedChange } from '../access/access-diff-preview.tsx'
import {
  readClaimRules,
  readPlans,
  readScopeMap,
  writeClaimRules,
  writePlan,
  writeScopeMap,
} from './token-rule-text.ts'

type Given = { identityProviderId: Id<'identityProvider'> | null; rule: ApiTokenRule }
type Props = {
  view: TokenRulesView
  known?: TokenRuleView
  save: (rule: Given) => Promise<unknown>
  act: Act<typeof putTokenRules>
  /** All rules as they would be with this one. */
  withRule: (rule: Given) => PreviewedChange
}

/** Adds a rule or changes one. */
export function TokenRuleDialog({ view, known, save, act, withRule }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog
      title={known ? 'Change the rule' : 'Take tokens of another issuer'}
      description="Only what all of it says is taken."
      size="lg"
      open={open}
      onOpenChange={(next) => {
        act.reset()
        setOpen(next)
      }}
      trigger={
        <Button size="sm" variant={known ? 'ghost' : 'secondary'} className="self-start">
          {known ? 'Change' : 'Add a rule'}
        </Button>
      }
    >
      <RuleForm
        view={view}
        {...(known ? { known } : {})}
        act={act}
        withRule={withRule}
        save={(rule) => save(rule).then(() => setOpen(false))}
      />
    </Dialog>
  )
}

function RuleForm({ view, known, save, act, withRule }: Props) {
  const [seen, setSeen] = useState<PreviewedChange | null>(null)
  const looks = useRef(false)
  const rule = known?.rule
  const [issuer, setIssuer] = useState(known ? (known.provider?.id ?? '') : (view.providers[0]?.id ?? ''))
  const [by, setBy] = useState(rule?.client?.by ?? 'claim')
  const [wrong, setWrong] = useState<{ claims?: string; map?: string; plans?: string }>({})
  const issuers = [
    ...view.providers.map(({ id, name }) => ({ value: id, label: name })),
    { value: '', label: 'The built-in OAuth server' },
  ]
  const submit = async (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const claims = readClaimRules(text('claims'))
    const map = readScopeMap(text('map'))
    const plans = readPlans(
      text('planClaim'),
      view.plans.map(({ id }) => ({ planId: id, text: text(`plan ${id}`) })),
    )
    setWrong({
      ...('problem' in claims ? { claims: claims.problem } : {}),
      ...('problem' in map ? { map: map.problem } : {}),
      ...('problem' in plans ? { plans: plans.problem } : {}),
    })
    if ('problem' in claims || 'problem' in map || 'problem' in plans) return
    const claim = text('clientClaim')
    const client =
      by === 'application'
        ? { by, applicationId: idOf('application').parse(text('applicationId')) }
        : { by, ...(claim === '' ? {} : { claim }) }
    const made = apiTokenRule.parse({
      ...rule,
      accept: data.get('accept') !== null,
      audiences: text('audiences')
        .split('\n')
        .map((one) => one.trim())
        .filter(Boolean),
      claims: claims.rules,
      scopes: { ...rule?.scopes, map: map.map },
      plans: plans.plans,
      ...(issuer === '' && by === 'claim' ? { client: undefined } : { client }),
      forward: data.get('forward') !== null,
    })
    const whole = { identityProviderId: issuer === '' ? null : idOf('identityProvider').parse(issuer), rule: made }
    if (looks.current) {
      looks.current = false
      setSeen(withRule(whole))
      return
    }
    await save(whole)
  }
  return (
    <ProblemForm problem={act.problem} submit={submit}>
      <Field label="Issuer">
        <NativeSelect options={issuers} value={issuer} onChange={(event) => setIssuer(event.target.value)} />
      </Field>
      <Checkbox name="accept" label="Its tokens are taken" defaultChecked={rule?.accept ?? true} />
      <Field
        label="Audiences"
        name="audiences"
        hint={
          issuer === ''
            ? `One a line. Empty: ${view.address}, or the API’s address there.`
            : 'One a line, as “aud” of its tokens names this API.'
        }
      >
        <Textarea rows={2} defaultValue={rule?.audiences.join('\n')} spellCheck={false} />
      </Field>
      <Field
        label="Claims that must hold"
        name="claims"
        optional
        error={wrong.claims}
        hint="One a line: tenant = acme · tier in gold, silver · roles has buyer · email like *@acme.example · verified"
      >
        <Textarea
          rows={3}
          defaultValue={writeClaimRules(rule?.claims ?? [])}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field
        label="Scopes by claim"
        name="map"
        optional
        error={wrong.map}
        hint="One a line, beside those in “scope”: groups has buyers gives orders.read orders.write"
      >
        <Textarea
          rows={2}
          defaultValue={writeScopeMap(rule?.scopes.map ?? [])}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Whose calls they are">
          <NativeSelect
            value={by}
            onChange={(event) => setBy(event.target.value as typeof by)}
            options={[
              {
                value: 'claim',
                label: issuer === '' ? 'The client’s application' : 'By the client that a claim names',
              },
              { value: 'application', label: 'Always one application’s' },
            ]}
          />
        </Field>
        {by === 'application' ? (
          <Field label="Application" name="applicationId" required hint="Its id, app_ and 32 characters.">
            <Input
              defaultValue={rule?.client?.by === 'application' ? rule.client.applicationId : ''}
              pattern="app_[0-9a-f]{32}"
            />
          </Field>
        ) : issuer === '' ? null : (
          <Field label="Claim" name="clientClaim" optional hint="Empty: client_id, else azp.">
            <Input defaultValue={rule?.client?.by === 'claim' ? rule.client.claim : ''} />
          </Field>
        )}
      </div>
      {view.plans.length > 0 && <PlanFields view={view} rule={rule} wrong={wrong.plans} />}
      <Checkbox
        name="forward"
        label="The token goes on to the backend"
        description="Otherwise it ends at the gateway, which says in X-User-Id and X-Token-Issuer who calls."
        defaultChecked={rule?.forward ?? false}
      />
      {seen !== null && <AccessDiffPreview change={seen} />}
      <Button
        type="submit"
        size="sm"
        className="self-start"
        onClick={() => {
          looks.current = true
        }}
      >
        See who gains and loses access
      </Button>
      <FormActions>
        <Button type="submit" variant="primary" loading={act.running}>
          Save
        </Button>
      </FormActions>
    </ProblemForm>
  )
}

/** Which values of a claim choose which plan; without any, each subscription counts under its own plan. */
function PlanFields({
  view,
  rule,
  wrong,
}: {
  view: TokenRulesView
  rule: ApiTokenRule | undefined
  wrong: string | undefined
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-medium text-sm">Plan by claim</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Claim"
          name="planClaim"
          optional
          error={wrong}
          hint="Of an application’s subscriptions, the one under the chosen plan counts."
        >
          <Input mono defaultValue={rule?.plans?.claim ?? ''} placeholder="tier" />
        </Field>
        {view.plans.map(({ id, name, product }) => (
          <Field
            key={id}
            label={`${product} · ${name}`}
            name={`plan ${id}`}
            optional
            hint="Its values, with commas between."
          >
            <Input mono defaultValue={writePlan(rule?.plans, id)} />
          </Field>
        ))}
      </div>
    </fieldset>
  )
}
