'use client'
import { changeEmail } from '@gatehouse/contracts/endpoints/account-security'
import { Banner } from '@gatehouse/ui/banner'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { securityRead } from './factors-card.tsx'

/** One's own address; a new one counts once its mail is confirmed. */
export function EmailCard({ email }: { email: string | null }) {
  const pending = useRead(securityRead()).data?.pendingEmail
  const [sentTo, setSentTo] = useState<string>()
  const change = useAct(changeEmail)
  const waiting = sentTo ?? pending
  return (
    <Card title="E-mail address" description="You sign in with it, and mails go to it.">
      {waiting && (
        <div role="status" className="mb-4">
          <Banner tone="info" title={`A mail is on its way to ${waiting}`}>
            Open its link within a day to use the new address. Until then {email} stays.
          </Banner>
        </div>
      )}
      <ProblemForm
        problem={change.problem}
        submit={async (form) => {
          const wanted = String(form.get('email'))
          await change.run({ email: wanted })
          setSentTo(wanted)
        }}
      >
        <Field label="New address" name="email" required hint="We tell the old one, with a link that takes it back.">
          <Input type="email" autoComplete="email" placeholder={email ?? ''} />
        </Field>
        <Button type="submit" variant="secondary" className="self-start" loading={change.running}>
          Send confirmation
        </Button>
      </ProblemForm>
    </Card>
  )
}
