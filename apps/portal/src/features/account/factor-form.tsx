'use client'
import type { Problem } from '@gatehouse/contracts/problems'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useState } from 'react'
import { ProblemForm } from '../../components/problem-form.tsx'
import { PasskeyRefused } from './browser-passkey.ts'
import { CodeField } from './totp-set-up.tsx'

export type Way = 'password' | 'passkey' | 'totp' | 'recovery'

const texts: Record<Way, { use: string; action: string }> = {
  passkey: { use: 'Use a passkey', action: 'Use passkey' },
  totp: { use: 'Use the authenticator app', action: 'Continue' },
  recovery: { use: 'Use a recovery code', action: 'Continue' },
  password: { use: 'Use the password', action: 'Continue' },
}

type FactorFormProps = {
  ways: readonly Way[]
  problem: Problem | undefined
  running: boolean
  /** Gives a code or a password. */
  give: (way: Exclude<Way, 'passkey'>, text: string) => Promise<unknown>
  /** Asks the browser for a passkey. */
  passkey: () => Promise<unknown>
}

/** One way at a time to show who one is, the others a click away. */
export function FactorForm({ ways, problem, running, give, passkey }: FactorFormProps) {
  const [chosen, choose] = useState<Way>()
  const [refused, setRefused] = useState<string>()
  const way = chosen ?? ways[0] ?? 'totp'
  const show = () => {
    setRefused(undefined)
    void passkey().catch((error: unknown) => {
      if (error instanceof PasskeyRefused) setRefused(error.message)
    })
  }
  return (
    <div className="flex flex-col gap-4">
      {way === 'passkey' ? (
        <>
          {problem && (
            <Banner tone="bad" title={problem.title}>
              {problem.detail}
            </Banner>
          )}
          {refused && (
            <div role="alert">
              <Banner tone="warn" title={refused} />
            </div>
          )}
          <Button variant="primary" size="lg" block loading={running} onClick={show} autoFocus>
            {texts.passkey.action}
          </Button>
        </>
      ) : (
        <ProblemForm key={way} problem={problem} submit={(form) => give(way, String(form.get('code')))}>
          {way === 'totp' && <CodeField />}
          {way === 'recovery' && (
            <Field label="Recovery code" name="code" required hint="Each works once.">
              <Input autoComplete="off" spellCheck={false} autoFocus className="font-mono" />
            </Field>
          )}
          {way === 'password' && (
            <Field label="Password" name="code" required>
              <Input type="password" autoComplete="current-password" autoFocus />
            </Field>
          )}
          <Button type="submit" variant="primary" size="lg" block loading={running}>
            {texts[way].action}
          </Button>
        </ProblemForm>
      )}
      {ways.length > 1 && (
        <ul className="flex flex-col gap-1">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <li key={other}>
                <Button variant="ghost" block onClick={() => choose(other)}>
                  {texts[other].use}
                </Button>
              </li>
            ))}
        </ul>
      )}
    </div>
  )
}
