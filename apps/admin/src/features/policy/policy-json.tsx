'use client'
import { jsonObject } from '@gatehouse/contracts/json'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import type { PolicyEditorProps } from './policy-editor.tsx'

/** The options as they are stored; checked while they are written. */
export function PolicyJson({ policy, options, onChange }: PolicyEditorProps) {
  const [text, setText] = useState(() => JSON.stringify(options, null, 2))
  const fault = faultOf(policy, text)
  return (
    <div className="pt-3">
      <Field
        label="Options"
        hint={`See the reference of policies, “${policy}”.`}
        {...(fault === null ? {} : { error: fault })}
      >
        <Textarea
          mono
          rows={14}
          className="max-h-[36rem]"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            const good = faultOf(policy, event.target.value) === null
            onChange(good ? jsonObject.parse(JSON.parse(event.target.value)) : null)
          }}
        />
      </Field>
    </div>
  )
}

function faultOf(policy: string, text: string): string | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return error instanceof Error ? error.message : 'This is not JSON.'
  }
  const parsed = policyDefinitions[policy]?.options.safeParse(value)
  if (parsed === undefined || parsed.success) return null
  const [first] = parsed.error.issues
  return `${first?.path.join('.') || 'The whole'}: ${first?.message ?? 'not valid'}`
}
