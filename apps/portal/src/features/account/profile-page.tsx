'use client'
import { type AccountView, changePassword, getAccount, updateAccount } from '@gatehouse/contracts/endpoints/account'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useRef } from 'react'
import { read } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { EmailCard } from './email-card.tsx'
import { FactorsCard } from './factors-card.tsx'
import { IdentitiesCard } from './identities-card.tsx'
import { PersonalDataCard } from './personal-data-card.tsx'
import { ProofDialog } from './proof-dialog.tsx'
import { SessionsCard } from './sessions-card.tsx'

export const accountRead = () => read(getAccount, {})

/** One's own name, password and sessions. */
export function ProfilePage({ account: first }: { account: AccountView }) {
  const account = useRead(accountRead()).data ?? first
  return (
    <Page width="narrow">
      <PageHeader title="Profile" facts={account.email ?? undefined} />
      <NameCard account={account} />
      <EmailCard email={account.email} />
      <PasswordCard />
      <FactorsCard />
      <IdentitiesCard />
      <SessionsCard />
      <PersonalDataCard email={account.email} />
      <ProofDialog />
    </Page>
  )
}

function NameCard({ account }: { account: AccountView }) {
  const router = useRouter()
  const update = useAct(updateAccount, {
    onDone: () => {
      toast.success('Name changed')
      router.refresh()
    },
  })
  return (
    <Card title="Name">
      <ProblemForm
        problem={update.problem}
        submit={(form) => update.run({ name: String(form.get('name')) }, account.etag)}
      >
        <Field label="Your name" name="name" required hint="Members who decide about your access see it.">
          <Input defaultValue={account.name} autoComplete="name" maxLength={120} />
        </Field>
        <Button type="submit" variant="secondary" className="self-start" loading={update.running}>
          Save name
        </Button>
      </ProblemForm>
    </Card>
  )
}

function PasswordCard() {
  const form = useRef<HTMLDivElement>(null)
  const change = useAct(changePassword, {
    onDone: () => {
      toast.success('Password changed; other sessions ended')
      form.current?.querySelector('form')?.reset()
    },
  })
  return (
    <Card title="Password" description="Changing it ends every other session of yours.">
      <div ref={form}>
        <ProblemForm
          problem={change.problem}
          submit={(data) =>
            change.run({
              currentPassword: String(data.get('currentPassword')),
              newPassword: String(data.get('newPassword')),
            })
          }
        >
          <Field label="Current password" name="currentPassword" required>
            <Input type="password" autoComplete="current-password" />
          </Field>
          <Field label="New password" name="newPassword" required hint="At least 12 characters; length counts.">
            <Input type="password" autoComplete="new-password" minLength={12} />
          </Field>
          <Button type="submit" variant="secondary" className="self-start" loading={change.running}>
            Change password
          </Button>
        </ProblemForm>
      </div>
    </Card>
  )
}
