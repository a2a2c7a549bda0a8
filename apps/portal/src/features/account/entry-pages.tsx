import { TextLink } from '@gatehouse/ui/text-link'
import { EntryTitle } from './entry-title.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

const carry = (path: string, next: string) => (next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`)

type SignInPageProps = { next: string; code?: string; email?: string; directory?: boolean }

export function SignInPage({ next, code, email, directory = false }: SignInPageProps) {
  return (
    <>
      <EntryTitle title="Sign in">
        New here? <TextLink href={carry('/sign-up', next)}>Create an account</TextLink>
      </EntryTitle>
      <SignInForm
        next={next}
        autoFocus
        directory={directory}
        {...(code ? { code } : {})}
        {...(email ? { email } : {})}
      />
    </>
  )
}

export function SignUpPage({ next }: { next: string }) {
  return (
    <>
      <EntryTitle title="Create an account">
        For keys, usage and your request log. Have one? <TextLink href={carry('/sign-in', next)}>Sign in</TextLink>
      </EntryTitle>
      <SignUpForm next={next} autoFocus />
    </>
  )
}
