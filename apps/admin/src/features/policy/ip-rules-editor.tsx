'use client'
import { ipRulesOptions } from '@gatehouse/policies/policies/ip-rules/definition'
import { Banner } from '@gatehouse/ui/banner'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import type { OptionsEditorProps } from './policy-editor.tsx'
import { errorOf, linesOf, useOptionsDraft } from './use-options-draft.ts'

type Draft = { allow: string; deny: string }

/** Addresses and ranges, one per line. */
export function IpRulesEditor({ options, onChange }: OptionsEditorProps) {
  const start = (): Draft => {
    const parsed = ipRulesOptions.safeParse(options)
    const { allow = [], deny = [] } = parsed.success ? parsed.data : {}
    return { allow: allow.join('\n'), deny: deny.join('\n') }
  }
  const { draft, change, faultOf } = useOptionsDraft('ip-rules', start, optionsOf, onChange)
  const fault = faultOf()
  return (
    <div className="flex flex-col gap-4 pt-3">
      <Field
        label="Only from"
        optional
        hint="One address or range per line. Empty: from anywhere."
        {...errorOf(faultOf('allow'))}
      >
        <Textarea
          mono
          rows={3}
          value={draft.allow}
          onChange={(event) => change({ ...draft, allow: event.target.value })}
        />
      </Field>
      <Field
        label="Never from"
        optional
        hint="Refused also where they are allowed above."
        {...errorOf(faultOf('deny'))}
      >
        <Textarea
          mono
          rows={3}
          value={draft.deny}
          onChange={(event) => change({ ...draft, deny: event.target.value })}
        />
      </Field>
      {fault !== undefined && <Banner tone="info" compact title={`It ${fault}.`} />}
    </div>
  )
}

function optionsOf({ allow, deny }: Draft): unknown {
  const [allowed, denied] = [linesOf(allow), linesOf(deny)]
  return { ...(allowed.length > 0 && { allow: allowed }), ...(denied.length > 0 && { deny: denied }) }
}
