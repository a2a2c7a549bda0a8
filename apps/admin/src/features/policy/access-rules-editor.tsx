'use client'
import { type AccessExample, type AccessRule, accessRulesOptions } from '@gatehouse/contracts/access-rules'
import { type JsonObject, jsonObject } from '@gatehouse/contracts/json'
import type { RuleNames } from '@gatehouse/policies/policies/access-rules/rule-names'
import { type ParsedRule, parseRule, ruleSentence } from '@gatehouse/policies/policies/access-rules/sentence'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { DropdownMenu } from '@gatehouse/ui/dropdown-menu'
import { Field } from '@gatehouse/ui/field'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { Plus } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { ExampleList } from './example-list.tsx'
import type { OptionsEditorProps } from './policy-editor.tsx'
import { RuleField } from './rule-field.tsx'
import type { NamedThings } from './use-rule-names.ts'

type Line = { key: number; text: string }
type Draft = { lines: readonly Line[]; otherwise: 'allow' | 'deny'; examples: readonly AccessExample[] }

/** Sentences that people begin with; what is special to them is for them to change. */
const starts = [
  ['Only with scopes', 'Allow when the caller carries the scope “orders.read”.'],
  ['Only for one team', 'Allow when the team is “…”.'],
  ['Only from a network', 'Allow when it comes from 10.0.0.0/8.'],
  ['In office hours', 'Allow when on Mondays to Fridays from 08:00 to 18:00 (Europe/Berlin).'],
  ['By a claim of the token', 'Allow when the claim “department” is one of “finance” or “audit”.'],
  ['Never on a plan', 'Refuse when the plan is “…”. It says: “This is not part of the trial.”.'],
  ['Everybody', 'Allow every call.'],
] as const

type AccessRulesEditorProps = OptionsEditorProps & { names: RuleNames; things: NamedThings }

/** Rules as sentences that are read while they are written, what holds where none applies, and examples that run at once. */
export function AccessRulesEditor({ options, onChange, names, things }: AccessRulesEditorProps) {
  const nextKey = useRef(0)
  const line = (text: string): Line => {
    nextKey.current += 1
    return { key: nextKey.current, text }
  }
  const [draft, setDraft] = useState<Draft>(() => {
    const parsed = accessRulesOptions.safeParse(options)
    if (!parsed.success) return { lines: [line('')], otherwise: 'deny', examples: [] }
    const { rules, otherwise, examples } = parsed.data
    return { lines: rules.map((rule) => line(ruleSentence(rule, names))), otherwise, examples }
  })
  const read = draft.lines.map(({ text }) => parseRule(text, names))
  const whole = wholeOf(draft, read)
  const heading = useId()
  const change = (next: Draft) => {
    setDraft(next)
    const found = wholeOf(
      next,
      next.lines.map(({ text }) => parseRule(text, names)),
    )
    onChange('options' in found ? found.options : null)
  }
  const setLines = (lines: readonly Line[]) => change({ ...draft, lines })
  const move = (from: number, to: number) => {
    const lines = [...draft.lines]
    const [moved] = lines.splice(from, 1)
    if (moved !== undefined) lines.splice(to, 0, moved)
    setLines(lines)
  }
  return (
    <div className="flex flex-col gap-5 pt-3">
      <section aria-labelledby={heading} className="flex flex-col gap-3">
        <div>
          <h3 id={heading} className="font-medium text-sm">
            Rules
          </h3>
          <p className="text-muted text-sm">Read from the top; the first that applies decides.</p>
        </div>
        <ol className="flex flex-col gap-3">
          {draft.lines.map(({ key, text }, place) => (
            <li key={key}>
              <RuleField
                place={place}
                count={draft.lines.length}
                text={text}
                read={read[place] ?? parseRule(text, names)}
                names={names}
                onText={(next) => setLines(draft.lines.map((one) => (one.key === key ? { key, text: next } : one)))}
                onMove={(to) => move(place, to)}
                onRemove={() => setLines(draft.lines.filter((one) => one.key !== key))}
              />
            </li>
          ))}
        </ol>
        <div>
          <DropdownMenu
            align="start"
            trigger={
              <Button size="sm" icon={<Plus aria-hidden />}>
                Add a rule
              </Button>
            }
            items={starts.map(([label, text]) => ({
              label,
              onSelect: () => setLines([...draft.lines, line(text)]),
            }))}
          />
        </div>
      </section>
      <Field label="Where no rule applies" hint="Refused is the safe choice: what nobody thought of stays shut.">
        <NativeSelect
          value={draft.otherwise}
          onChange={(event) => change({ ...draft, otherwise: event.target.value === 'allow' ? 'allow' : 'deny' })}
          options={[
            { value: 'deny', label: 'The call is refused' },
            { value: 'allow', label: 'The call is allowed' },
          ]}
        />
      </Field>
      {'problem' in whole && whole.problem !== null && <Banner tone="warn" compact title={whole.problem} />}
      <ExampleList
        examples={draft.examples}
        rules={rulesOf(read)}
        otherwise={draft.otherwise}
        things={things}
        onChange={(examples) => change({ ...draft, examples })}
      />
    </div>
  )
}

/** Null where one of them cannot be read. */
function rulesOf(read: readonly ParsedRule[]): AccessRule[] | null {
  const rules = read.flatMap((result) => (result.ok ? [result.rule] : []))
  return rules.length === read.length ? rules : null
}

/** `problem`: what is wrong with the whole although each sentence is good; null: a sentence is not. */
function wholeOf(
  { otherwise, examples, lines }: Draft,
  read: readonly ParsedRule[],
): { options: JsonObject } | { problem: string | null } {
  const rules = rulesOf(read)
  if (rules === null) return { problem: null }
  if (lines.length === 0) return { problem: 'There must be a rule.' }
  const parsed = accessRulesOptions.safeParse({ rules, otherwise, examples })
  if (parsed.success) return { options: jsonObject.parse(JSON.parse(JSON.stringify(parsed.data))) }
  const [first] = parsed.error.issues
  const what = first?.path[0] === 'examples' ? `Example ${Number(first.path[1]) + 1}` : 'Rules'
  return { problem: `${what} ${first?.message ?? 'not valid'}.` }
}
