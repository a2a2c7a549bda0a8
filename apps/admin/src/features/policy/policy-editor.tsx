'use client'
import type { GuardrailPolicy } from '@gatehouse/contracts/guardrails'
import type { JsonObject } from '@gatehouse/contracts/json'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { Tabs } from '@gatehouse/ui/tabs'
import { useState } from 'react'
import { AccessRulesEditor } from './access-rules-editor.tsx'
import { HeadersEditor } from './headers-editor.tsx'
import { IpRulesEditor } from './ip-rules-editor.tsx'
import { PolicyJson } from './policy-json.tsx'
import { RateLimitEditor } from './rate-limit-editor.tsx'
import { RequirementsEditor } from './requirements-editor.tsx'
import { useRuleNames } from './use-rule-names.ts'

export type PolicyEditorProps = {
  policy: GuardrailPolicy
  /** What it starts with; give it another `key` to start again. */
  options: JsonObject
  /** Null: what is written cannot be used yet; the editor says why at its place. */
  onChange: (options: JsonObject | null) => void
}

export type OptionsEditorProps = Pick<PolicyEditorProps, 'options' | 'onChange'>

/** Options of one policy, as a form or as JSON; the two are the same. */
export function PolicyEditor({ policy, options, onChange }: PolicyEditorProps) {
  const [view, setView] = useState('form')
  /** The last that was whole: what the other view starts with. */
  const [whole, setWhole] = useState(options)
  const change = (next: JsonObject | null) => {
    if (next !== null) setWhole(next)
    onChange(next)
  }
  return (
    <Tabs
      label={`How to write ${policyDefinitions[policy]?.title ?? policy}`}
      look="pills"
      value={view}
      onValueChange={(next) => {
        setView(next)
        // What could not be used in the view that was left is gone with it.
        onChange(isWhole(policy, whole) ? whole : null)
      }}
      tabs={[
        {
          value: 'form',
          label: policy === 'access-rules' ? 'Sentences' : 'Form',
          content: <OptionsForm policy={policy} options={whole} onChange={change} />,
        },
        { value: 'json', label: 'JSON', content: <PolicyJson policy={policy} options={whole} onChange={change} /> },
      ]}
    />
  )
}

function OptionsForm({ policy, options, onChange }: PolicyEditorProps) {
  const { ready, names, things } = useRuleNames()
  switch (policy) {
    case 'access-rules':
      if (!ready) return <SkeletonText lines={4} />
      return <AccessRulesEditor options={options} onChange={onChange} names={names} things={things} />
    case 'ip-rules':
      return <IpRulesEditor options={options} onChange={onChange} />
    case 'rate-limit':
      return <RateLimitEditor options={options} onChange={onChange} />
    case 'request-headers':
      return <HeadersEditor options={options} onChange={onChange} />
    case 'requirements':
      return <RequirementsEditor options={options} onChange={onChange} />
  }
}

function isWhole(policy: GuardrailPolicy, options: JsonObject): boolean {
  return policyDefinitions[policy]?.options.safeParse(options).success === true
}
