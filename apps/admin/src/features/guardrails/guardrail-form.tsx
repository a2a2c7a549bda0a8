'use client'
import { type GuardrailPolicy, type GuardrailScope, guardrailPolicies } from '@gatehouse/contracts/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Input } from '@gatehouse/ui/input'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { RadioGroup } from '@gatehouse/ui/radio'
import { Switch } from '@gatehouse/ui/switch'
import { Textarea } from '@gatehouse/ui/textarea'
import { type ReactNode, useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { PolicyEditor } from '../policy/policy-editor.tsx'
import { policyStarts } from '../policy/policy-starts.ts'
import { stagesRead } from '../stages/queries.ts'
import { policyTitles } from './guardrail-text.ts'
import type { GuardrailDraft } from './ready-guardrails.ts'

type GuardrailFormProps = {
  draft: GuardrailDraft
  /** Of one that exists the kind of policy stays. */
  exists: boolean
  note?: ReactNode
  onNext: (draft: GuardrailDraft) => void
}

/** What a guardrail does, where it holds and why it exists; what it would do to callers comes next. */
export function GuardrailForm({ draft, exists, note, onNext }: GuardrailFormProps) {
  const [value, setValue] = useState(draft)
  const [whole, setWhole] = useState<JsonObject | null>(draft.options)
  const set = (more: Partial<GuardrailDraft>) => setValue({ ...value, ...more })
  const { name, policy, reason } = value
  const ready = whole !== null && name.trim() !== '' && reason.trim() !== ''
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (whole !== null) onNext({ ...value, name: name.trim(), reason: reason.trim(), options: whole })
      }}
    >
      <Card title="What it does">
        <div className="flex flex-col gap-5">
          {!exists && (
            <RadioGroup
              legend="Kind"
              name="policy"
              look="cards"
              value={policy}
              onValueChange={(next) => {
                const chosen = next as GuardrailPolicy
                set({ policy: chosen, options: policyStarts[chosen] })
                setWhole(policyStarts[chosen])
              }}
              options={guardrailPolicies.map((one) => ({
                value: one,
                label: policyTitles[one].title,
                description: policyTitles[one].text,
              }))}
            />
          )}
          <PolicyEditor key={policy} policy={policy} options={value.options} onChange={setWhole} />
        </div>
      </Card>
      <Card title="Where it holds" description="All that is chosen must be true; nothing chosen: everywhere.">
        <ScopeFields scope={value.scope} onChange={(scope) => set({ scope })} />
      </Card>
      <Card title="What it is">
        <div className="flex flex-col gap-4">
          <Field label="Name" name="name" required>
            <Input value={name} maxLength={80} required onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field
            label="Why it exists"
            name="why"
            required
            hint="Everybody whose API it holds for reads it beside the guardrail."
          >
            <Textarea
              rows={2}
              value={reason}
              maxLength={500}
              required
              onChange={(event) => set({ reason: event.target.value })}
            />
          </Field>
          {!exists && (
            <Switch
              label="On"
              description="Off: it can be approved now and be switched on later."
              checked={value.enabled}
              onChange={(event) => set({ enabled: event.target.checked })}
            />
          )}
        </div>
      </Card>
      <FormActions note={note}>
        <Button type="submit" variant="primary" disabled={!ready}>
          See what it would do
        </Button>
      </FormActions>
    </form>
  )
}

function ScopeFields({ scope, onChange }: { scope: GuardrailScope; onChange: (scope: GuardrailScope) => void }) {
  const stages = useRead(stagesRead())
  const set = (key: keyof GuardrailScope, text: string) => {
    const { [key]: _, ...rest } = scope
    onChange(text === '' ? rest : ({ ...rest, [key]: text } as GuardrailScope))
  }
  return (
    <div className="grid gap-4 md:grid-cols-3">
      <Field label="Stage" name="stage">
        <NativeSelect
          value={scope.stage ?? ''}
          onChange={(event) => set('stage', event.target.value)}
          options={[
            { value: '', label: 'Every stage' },
            ...(stages.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
      </Field>
      <Field label="APIs for" name="audience">
        <NativeSelect
          value={scope.audience ?? ''}
          onChange={(event) => set('audience', event.target.value)}
          options={[
            { value: '', label: 'Everybody' },
            { value: 'internal', label: 'Internal APIs' },
            { value: 'partner', label: 'Partner APIs' },
            { value: 'public', label: 'Public APIs' },
          ]}
        />
      </Field>
      <Field label="Operations with the tag" name="tag" hint="A tag of their contract.">
        <Input
          value={scope.tag ?? ''}
          maxLength={100}
          placeholder="any"
          onChange={(event) => set('tag', event.target.value)}
        />
      </Field>
    </div>
  )
}
