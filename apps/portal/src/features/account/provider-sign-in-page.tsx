import type { SignInWays } from '@gatehouse/contracts/endpoints/provider-sign-in'
import { TextLink } from '@gatehouse/ui/text-link'
import { EntryTitle } from './entry-title.tsx'
import { ProviderButtons } from './provider-buttons.tsx'

/** Where passwords are off: the providers, and a quiet way for break-glass accounts. */
export function ProviderSignInPage({ providers, next }: { providers: SignInWays['providers']; next: string }) {
  return (
    <>
      <EntryTitle title="Sign in">
        With the account of your organization. No password of this portal is needed.
      </EntryTitle>
      <ProviderButtons providers={providers} next={next} />
      <p className="mt-6 text-muted text-sm">
        The provider is away, and you have an account for that?{' '}
        <TextLink href={`/sign-in?password&next=${encodeURIComponent(next)}`} quiet>
          Use a break-glass account
        </TextLink>
      </p>
    </>
  )
}
