'use client'
import { requestHeadersOptions } from '@gatehouse/policies/policies/request-headers/definition'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import type { OptionsEditorProps } from './policy-editor.tsx'
import { errorOf, linesOf, useOptionsDraft } from './use-options-draft.ts'

type Draft = { set: string; remove: string }

/** Headers for the backend, one per line. */
export function HeadersEditor({ options, onChange }: OptionsEditorProps) {
  const start = (): Draft => {
    const parsed = requestHeadersOptions.safeParse(options)
    const { set, remove } = parsed.success ? parsed.data : { set: [], remove: [] }
    return { set: set.map(({ name, value }) => `${name}: ${value}`).join('\n'), remove: remove.join('\n') }
  }
  const { draft, change, faultOf } = useOptionsDraft('request-headers', start, optionsOf, onChange)
  return (
    <div className="flex flex-col gap-4 pt-3">
      <Field
        label="Set"
        optional
        hint="One per line, “Name: value”. In place of what the client sent."
        {...errorOf(faultOf('set'))}
      >
        <Textarea mono rows={3} value={draft.set} onChange={(event) => change({ ...draft, set: event.target.value })} />
      </Field>
      <Field
        label="Take out"
        optional
        hint="One name per line. It never reaches the backend."
        {...errorOf(faultOf('remove'))}
      >
        <Textarea
          mono
          rows={3}
          value={draft.remove}
          onChange={(event) => change({ ...draft, remove: event.target.value })}
        />
      </Field>
    </div>
  )
}

function optionsOf({ set, remove }: Draft): unknown {
  return {
    set: linesOf(set).map((line) => {
      const colon = line.indexOf(':')
      return colon < 0
        ? { name: line, value: '' }
        : { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }
    }),
    remove: linesOf(remove),
  }
}
