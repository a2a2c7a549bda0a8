'use client'
import { changePassword, updateAccount } from '@gatehouse/contracts/endpoints/account'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Field } from '@gatehouse/ui/field'
import { FormActions } from '@gatehouse/ui/form-actions'
import { Input } from '@gatehouse/ui/input'
import { Page } from '@gatehouse/ui/page'
import { PageHeader } from '@gatehouse/ui/page-header'
import { toast } from '@gatehouse/ui/toast'
import { useRouter } from 'next/navigation'
import { useRef } from 'react'
import { useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { useAccount } from './account-context.tsx'
import { EmailCard } from './email-card.tsx'
import { FactorsCard } from './factors-card.tsx'
import { IdentitiesCard } from './identities-card.tsx'
import { PersonalDataCard } from './personal-data-card.tsx'
import { SessionsCard } from './sessions-card.tsx'

/** One's own name, password and sessions. */
export function ProfilePage() {
  const account = useAccount()
  return (
    <Page width="narrow">
      <PageHeader title="Your profile" facts={account.email} />
      <NameCard key={account.etag} />
      <EmailCard email={account.email} />
      <PasswordCard />
      <FactorsCard />
      <IdentitiesCard />
      <SessionsCard />
      <PersonalDataCard email={account.email} />
    </Page>
  )
}

function NameCard() {
  const account = useAccount()
  const router = useRouter()
  const save = useAct(updateAccount, {
    onDone: () => {
      toast.success('Your name is saved')
      router.refresh()
    },
  })
  return (
    <Card title="Name">
      <ProblemForm problem={save.problem} submit={(form) => save.run({ name: String(form.get('name')) }, account.etag)}>
        <Field label="Name" name="name" required hint="Colleagues see it beside what you do.">
          <Input defaultValue={account.name} maxLength={120} autoComplete="name" />
        </Field>
        <FormActions>
          <Button type="submit" loading={save.running}>
            Save
          </Button>
        </FormActions>
      </ProblemForm>
    </Card>
  )
}

function PasswordCard() {
  const form = useRef<HTMLFormElement>(null)
  const change = useAct(changePassword, {
    onDone: () => {
      form.current?.reset()
      toast.success('The password is changed', { description: 'Your other sessions have ended.' })
    },
  })
  return (
    <Card title="Password" description="Changing it ends every other session of yours.">
      <ProblemForm
        ref={form}
        problem={change.problem}
        submit={(data) =>
          change.run({
            currentPassword: String(data.get('currentPassword')),
            newPassword: String(data.get('newPassword')),
          })
        }
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Current password" name="currentPassword" required>
            <Input type="password" autoComplete="current-password" />
          </Field>
          <Field label="New password" name="newPassword" required hint="At least 12 characters.">
            <Input type="password" autoComplete="new-password" minLength={12} />
          </Field>
        </div>
        <FormActions>
          <Button type="submit" loading={change.running}>
            Change password
          </Button>
        </FormActions>
      </ProblemForm>
    </Card>
  )
}
