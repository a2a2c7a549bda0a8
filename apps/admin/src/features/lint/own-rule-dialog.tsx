'use client'
import { type OwnLintRule, ownLintRule } from '@gatehouse/contracts/lint'
import { Button } from '@gatehouse/ui/button'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { ActButton } from '../../components/act-button.tsx'
import { OwnRuleFields } from './own-rule-fields.tsx'
import { RuleTrial } from './rule-trial.tsx'

const fresh: OwnLintRule = {
  id: 'version-in-path',
  title: 'Paths begin with a version',
  severity: 'warn',
  given: 'path',
  field: 'path',
  must: { check: 'pattern', match: '^/v[0-9]+/' },
}

type OwnRuleDialogProps = {
  /** Absent: a new one. */
  rule?: OwnLintRule
  taken: ReadonlySet<string>
  why: string | null
  onKeep: (rule: OwnLintRule) => void
  onClose: () => void
}

/** One rule as a form and as source, side by side: what is typed in one shows in the other. */
export function OwnRuleDialog({ rule = fresh, taken, why, onKeep, onClose }: OwnRuleDialogProps) {
  const [source, setSource] = useState(() => JSON.stringify(rule, null, 2))
  const [last, setLast] = useState(rule)
  const read = readRule(source)
  const shown = read.rule ?? last
  const set = (next: OwnLintRule) => {
    setLast(next)
    setSource(JSON.stringify(next, null, 2))
  }
  const problem = read.problem ?? (taken.has(shown.id) ? `Another rule has the id ${shown.id}.` : null)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={rule === fresh ? 'New rule' : rule.title}
      description="Where it looks, at what, and what must hold there. It holds for every API once the rules are saved."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <ActButton variant="primary" why={why ?? problem} onClick={() => onKeep(shown)}>
            Keep rule
          </ActButton>
        </>
      }
    >
      <div className="grid gap-6 md:grid-cols-2">
        <OwnRuleFields rule={shown} onChange={set} />
        <Field
          label="The same as source"
          name="source"
          error={problem ?? undefined}
          hint="JSON, as the management API takes it."
        >
          <Textarea
            mono
            rows={18}
            spellCheck={false}
            value={source}
            onChange={(event) => {
              setSource(event.target.value)
              const { rule: next } = readRule(event.target.value)
              if (next) setLast(next)
            }}
          />
        </Field>
      </div>
      <RuleTrial rule={problem === null ? shown : undefined} />
    </Dialog>
  )
}

/** The rule that a source says, or what is wrong with it. */
function readRule(source: string): { rule: OwnLintRule; problem: null } | { rule?: undefined; problem: string } {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    return { problem: 'This is no JSON yet.' }
  }
  const parsed = ownLintRule.safeParse(value)
  if (parsed.success) return { rule: parsed.data, problem: null }
  const [issue] = parsed.error.issues
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a rule'}`.replace(/^: /, '') }
}
