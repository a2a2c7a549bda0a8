'use client'
import { signIn } from '@gatehouse/auth/session/sign-in-client'
import { acceptInvitation, readInvitation } from '@gatehouse/contracts/endpoints/account'
import { getSignInWays } from '@gatehouse/contracts/endpoints/provider-sign-in'
import { Button } from '@gatehouse/ui/button'
import { Field } from '@gatehouse/ui/field'
import { Input } from '@gatehouse/ui/input'
import { LinkButton } from '@gatehouse/ui/link-button'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call.ts'
import { problemOf, useAct } from '../../api/use-act.ts'
import { ProblemForm } from '../../components/problem-form.tsx'
import { EntryTitle } from './entry-frame.tsx'
import { OrLine, ProviderButtons } from './provider-buttons.tsx'

/** The page behind an invitation's mail: a name, a password, and one is in. */
export function AcceptInvitationPage({ token }: { token: string }) {
  const invitation = useQuery({
    queryKey: [readInvitation.id, token],
    queryFn: () => call(readInvitation, { token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const ways = useQuery({ queryKey: [getSignInWays.id], queryFn: () => call(getSignInWays, {}), retry: false })
  const accept = useAct(acceptInvitation)
  if (invitation.isPending || ways.isPending) return <SkeletonText lines={5} label="Reading the invitation" />
  if (invitation.error) {
    const problem = problemOf(invitation.error)
    const passing = problem.status >= 500
    return (
      <>
        <EntryTitle title={passing ? problem.title : 'This invitation no longer works'}>
          {passing
            ? problem.detail
            : 'The link is wrong, was used already, or is too old. Who invited you can send a new one.'}
        </EntryTitle>
        <LinkButton href="/sign-in">Sign in</LinkButton>
      </>
    )
  }
  const { email, name, organization, hasPassword } = invitation.data
  const { local, providers } = ways.data ?? { local: true, providers: [] }
  const redirects = providers.some(({ how }) => how === 'redirect')
  const submit = async (form: FormData) => {
    const password = String(form.get('password') ?? '')
    await accept.run({ token, ...(hasPassword ? {} : { name: String(form.get('name')), password }) })
    const next = hasPassword ? undefined : await signIn({ email, password })
    window.location.assign(next?.state === 'in' ? '/' : `/sign-in?email=${encodeURIComponent(email)}`)
  }
  return (
    <>
      <EntryTitle title={`Join ${organization}`}>
        You sign in as <strong className="font-medium text-fg">{email}</strong>
        {!local
          ? ', with your organization’s provider.'
          : hasPassword
            ? ', with the password that you already have.'
            : '.'}
      </EntryTitle>
      {redirects && (
        <>
          <ProviderButtons providers={providers} next="/" invitation={token} verb="Accept with" />
          {local && <OrLine />}
        </>
      )}
      {local && (
        <ProblemForm problem={accept.problem} submit={submit}>
          {!hasPassword && (
            <>
              <Field label="Your name" name="name" required>
                <Input defaultValue={name} autoComplete="name" maxLength={120} />
              </Field>
              <Field
                label="Password"
                name="password"
                required
                hint="At least 12 characters; length counts, not symbols."
              >
                <Input type="password" autoComplete="new-password" minLength={12} autoFocus />
              </Field>
            </>
          )}
          <Button type="submit" variant="primary" size="lg" block loading={accept.running}>
            Accept invitation
          </Button>
        </ProblemForm>
      )}
    </>
  )
}
