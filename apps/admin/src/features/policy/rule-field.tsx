'use client'
import { nameOfRule } from '@gatehouse/contracts/access-rules'
import type { RuleNames } from '@gatehouse/policies/policies/access-rules/rule-names'
import { type ParsedRule, ruleSentence } from '@gatehouse/policies/policies/access-rules/sentence'
import { Field } from '@gatehouse/ui/field'
import { IconButton } from '@gatehouse/ui/icon-button'
import { Textarea } from '@gatehouse/ui/textarea'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useRef } from 'react'

type RuleFieldProps = {
  place: number
  count: number
  text: string
  read: ParsedRule
  names: RuleNames
  onText: (text: string) => void
  onMove: (to: number) => void
  onRemove: () => void
}

/** One rule as a sentence. What cannot be read is shown at its place, with what could stand there. */
export function RuleField({ place, count, text, read, names, onText, onMove, onRemove }: RuleFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const label = read.ok ? `Rule ${nameOfRule(read.rule, place)}` : `Rule ${place + 1}`
  /** Puts what was expected where the sentence stops. */
  const insert = (suggestion: string) => {
    if (read.ok) return
    const before = text.slice(0, read.at).trimEnd()
    const space = before === '' || /^[.,”)]/.test(suggestion) ? '' : ' '
    const next = `${before}${space}${suggestion}`
    onText(next + text.slice(Math.max(read.end, read.at)))
    field.current?.focus()
  }
  return (
    <div className="rounded-lg border border-line bg-surface p-3">
      <Field
        label={label}
        aside={
          <span className="flex items-center">
            <IconButton
              size="sm"
              variant="ghost"
              label={`Move ${label.toLowerCase()} up`}
              icon={<ArrowUp aria-hidden />}
              disabled={place === 0}
              onClick={() => onMove(place - 1)}
            />
            <IconButton
              size="sm"
              variant="ghost"
              label={`Move ${label.toLowerCase()} down`}
              icon={<ArrowDown aria-hidden />}
              disabled={place === count - 1}
              onClick={() => onMove(place + 1)}
            />
            <IconButton
              size="sm"
              variant="ghost"
              label={`Remove ${label.toLowerCase()}`}
              icon={<Trash2 aria-hidden />}
              disabled={count === 1}
              onClick={onRemove}
            />
          </span>
        }
        {...(read.ok ? {} : { error: read.message })}
      >
        <Textarea
          ref={field}
          rows={2}
          className="min-h-14"
          value={text}
          spellCheck={false}
          onChange={(event) => onText(event.target.value.replaceAll('\n', ' '))}
          // What was written in other words becomes the sentence that reviewers read.
          onBlur={() => {
            if (read.ok) onText(ruleSentence(read.rule, names))
          }}
        />
      </Field>
      {!read.ok && text !== '' && <Place text={text} at={read.at} end={read.end} />}
      {!read.ok && read.expected.length > 0 && (
        <p className="mt-2 flex flex-wrap items-center gap-1.5 text-muted text-sm">
          <span>Could stand here:</span>
          {read.expected.slice(0, 14).map((suggestion) => (
            <button
              key={suggestion}
              type="button"
              className="cursor-pointer rounded-md border border-line bg-sunken px-1.5 py-0.5 text-fg text-xs hover:bg-hover"
              onClick={() => insert(suggestion)}
            >
              {suggestion}
            </button>
          ))}
        </p>
      )}
    </div>
  )
}

/** The end of what could be read, from a word on. */
function lead(text: string): string {
  const cut = text.length - 60
  return cut <= 0 ? text : `… ${text.slice(text.indexOf(' ', cut) + 1)}`
}

/** The sentence up to where it can be read, then what cannot. */
function Place({ text, at, end }: { text: string; at: number; end: number }) {
  return (
    <p aria-hidden className="mt-2 break-words rounded-md bg-sunken px-2 py-1 text-muted text-sm">
      {lead(text.slice(0, at))}
      <mark className="rounded-sm bg-bad-soft px-0.5 text-bad-text underline decoration-wavy">
        {text.slice(at, Math.max(end, at + 1)) || '▁'}
      </mark>
      {text.slice(Math.max(end, at + 1), end + 40)}
    </p>
  )
}
