'use client'
import { explainToken, type TokenExplanation } from '@gatehouse/contracts/endpoints/token-rules'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Textarea } from '@gatehouse/ui/textarea'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'

/** A pasted token, claim by claim, judged as the stage's gateways would. */
export function TokenExplainer({ api, stage }: { api: string; stage: string }) {
  const [answer, setAnswer] = useState<TokenExplanation>()
  const explain = useAct(explainToken, { onDone: setAnswer })
  return (
    <details className="border-line border-t pt-4">
      <summary className="cursor-pointer font-medium">Explain a token</summary>
      <div className="flex flex-col gap-4 pt-3">
        <ProblemForm
          problem={explain.problem}
          submit={(data) => explain.run({ api, stage, token: String(data.get('token') ?? '') })}
        >
          <Field
            label="Access token"
            name="token"
            required
            hint="It is looked at and forgotten: neither stored nor logged."
          >
            <Textarea rows={3} className="font-mono" spellCheck={false} autoComplete="off" />
          </Field>
          <div>
            <Button type="submit" loading={explain.running}>
              Explain it
            </Button>
          </div>
        </ProblemForm>
        {answer && <Explanation answer={answer} />}
      </div>
    </details>
  )
}

const marks = { passed: '✓', refused: '✗', skipped: '–' } as const
const words = { passed: 'holds', refused: 'does not hold', skipped: 'not looked at' } as const

function Steps({ steps }: { steps: TokenExplanation['steps'] }) {
  return (
    <ul className="flex flex-col gap-1">
      {steps.map(({ outcome, sentence }) => (
        <li key={sentence} className="flex gap-2">
          <span aria-hidden className={outcome === 'refused' ? 'text-bad-text' : 'text-ok-text'}>
            {marks[outcome]}
          </span>
          <span className="min-w-0 break-words">
            <span className="sr-only">{words[outcome]}: </span>
            {sentence}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Explanation({ answer }: { answer: TokenExplanation }) {
  const { code, steps, rules, claims, application, scopes } = answer
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      {code === null ? (
        <Banner tone="ok" title="Gateways take it">
          {application === null ? null : `It is ${application.name} that calls. `}
          {scopes.length === 0 ? 'It carries no scopes.' : `It carries ${scopes.join(', ')}.`}
        </Banner>
      ) : (
        <Banner tone="bad" title={`Gateways refuse it: ${code}`} />
      )}
      <Steps steps={steps} />
      {rules.map((rule, index) => (
        <div key={rule.id ?? index}>
          <p className="font-medium">{rule.holds ? 'A rule that it meets' : 'A rule that it does not meet'}</p>
          <Steps steps={rule.sentences} />
        </div>
      ))}
      {claims.length > 0 && (
        <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-1">
          {claims.map(({ name, value, meaning }) => (
            <div key={name} className="contents">
              <dt className="font-mono text-muted">{name}</dt>
              <dd className="min-w-0 break-all">
                <span className="font-mono">{value}</span>
                {meaning !== null && <span className="block text-muted">{meaning}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
