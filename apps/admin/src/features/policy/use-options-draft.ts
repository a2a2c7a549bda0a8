'use client'
import { type JsonObject, jsonObject } from '@gatehouse/contracts/json'
import { policyDefinitions } from '@gatehouse/policies/definitions'
import { useState } from 'react'

/** A draft of options; what the policy would not take is not handed on, and its fault is told by the path in it. */
export function useOptionsDraft<Draft>(
  policy: string,
  start: () => Draft,
  optionsOf: (draft: Draft) => unknown,
  onChange: (options: JsonObject | null) => void,
): { draft: Draft; change: (next: Draft) => void; faultOf: (path?: string) => string | undefined } {
  const [draft, setDraft] = useState(start)
  const parse = (value: Draft) => policyDefinitions[policy]?.options.safeParse(optionsOf(value))
  const parsed = parse(draft)
  const issues = parsed === undefined || parsed.success ? [] : parsed.error.issues
  return {
    draft,
    change: (next) => {
      setDraft(next)
      const result = parse(next)
      const plain: unknown = JSON.parse(JSON.stringify(optionsOf(next)))
      onChange(result?.success === true ? jsonObject.parse(plain) : null)
    },
    faultOf: (path = '') => {
      const found = issues.find((issue) => (path === '' ? issue.path.length === 0 : issue.path[0] === path))
      if (found === undefined) return undefined
      const place = found.path[1]
      return typeof place === 'number' ? `${place + 1}: ${found.message}` : found.message
    },
  }
}

/** One per line, without what is empty. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Fault of a field as the field's own property. */
export function errorOf(fault: string | undefined): { error?: string } {
  return fault === undefined ? {} : { error: fault }
}
