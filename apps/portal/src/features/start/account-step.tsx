'use client'
import { Tabs } from '@gatehouse/ui/tabs'
import { SignInForm } from '../account/sign-in-form.tsx'
import { SignUpForm } from '../account/sign-up-form.tsx'

/** Sign up or sign in without leaving; both come back to these steps. */
export function AccountStep({ next }: { next: string }) {
  return (
    <div className="max-w-sm">
      <Tabs
        label="Account"
        look="pills"
        tabs={[
          { value: 'sign-up', label: 'I am new', content: <SignUpForm next={next} /> },
          { value: 'sign-in', label: 'I have an account', content: <SignInForm next={next} /> },
        ]}
      />
    </div>
  )
}
