'use client'
import { type AccessExample, type AccessRule, accessExample } from '@gatehouse/contracts/access-rules'
import { outcomeText, runExample } from '@gatehouse/policies/policies/access-rules/run-example'
import { Button } from '@gatehouse/ui/button'
import { IconButton } from '@gatehouse/ui/icon-button'
import { StatusWord } from '@gatehouse/ui/status-word'
import { Plus, Trash2 } from 'lucide-react'
import { useId, useRef } from 'react'
import { ExampleForm } from './example-form.tsx'
import type { NamedThings } from './use-rule-names.ts'

type ExampleListProps = {
  examples: readonly AccessExample[]
  /** Null: they cannot be read just now, so nothing runs. */
  rules: readonly AccessRule[] | null
  otherwise: 'allow' | 'deny'
  things: NamedThings
  onChange: (examples: readonly AccessExample[]) => void
}

/** Calls with what must become of them. They run here while rules are written, and at each deploy, which one that fails stops. */
export function ExampleList({ examples, rules, otherwise, things, onChange }: ExampleListProps) {
  const heading = useId()
  const keys = useRef(new WeakMap<AccessExample, number>())
  const last = useRef(0)
  /** An example that is edited stays the same row. */
  const keyOf = (example: AccessExample): number => {
    const known = keys.current.get(example)
    if (known !== undefined) return known
    last.current += 1
    keys.current.set(example, last.current)
    return last.current
  }
  const replace = (before: AccessExample, after: AccessExample) => {
    keys.current.set(after, keyOf(before))
    onChange(examples.map((one) => (one === before ? after : one)))
  }
  const add = () =>
    onChange([...examples, accessExample.parse({ title: `Example ${examples.length + 1}`, expect: 'allow' })])
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-3">
      <div>
        <h3 id={heading} className="font-medium text-sm">
          Examples
        </h3>
        <p className="text-muted text-sm">
          Calls with what must become of them. One that comes out otherwise stops the deploy, so write down what must
          never change.
        </p>
      </div>
      <ul className="flex flex-col gap-2">
        {examples.map((example) => (
          <li key={keyOf(example)} className="rounded-lg border border-line bg-surface">
            <details>
              <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm">
                <span className="min-w-0 flex-1 font-medium">{example.title}</span>
                <Outcome example={example} rules={rules} otherwise={otherwise} />
                <IconButton
                  size="sm"
                  variant="ghost"
                  label={`Remove example ${example.title}`}
                  icon={<Trash2 aria-hidden />}
                  onClick={() => onChange(examples.filter((one) => one !== example))}
                />
              </summary>
              <div className="border-line border-t p-3">
                <ExampleForm example={example} things={things} onChange={(next) => replace(example, next)} />
              </div>
            </details>
          </li>
        ))}
      </ul>
      <div>
        <Button size="sm" icon={<Plus aria-hidden />} onClick={add} disabled={examples.length >= 50}>
          Add an example
        </Button>
      </div>
    </section>
  )
}

function Outcome({
  example,
  rules,
  otherwise,
}: Pick<ExampleListProps, 'rules' | 'otherwise'> & { example: AccessExample }) {
  if (rules === null || rules.length === 0) return <StatusWord tone="neutral">Not run</StatusWord>
  const outcome = runExample({ rules: [...rules], otherwise }, example)
  const holds = outcome.effect === example.expect
  const expected = example.expect === 'allow' ? 'allowed' : 'refused'
  return (
    <StatusWord tone={holds ? 'ok' : 'bad'}>
      {holds ? `Holds: ${outcomeText(outcome)}` : `Should be ${expected}, is ${outcomeText(outcome)}`}
    </StatusWord>
  )
}
