import type { SignInWays } from '@gatehouse/contracts/endpoints/provider-sign-in'
import { buttonStyles } from '@gatehouse/ui/button-styles'
import { KeyRound } from 'lucide-react'

type ProviderButtonsProps = {
  providers: SignInWays['providers']
  /** Where the person goes afterwards. */
  next: string
  /** Token of an invitation that is accepted on the way. */
  invitation?: string
  verb?: string
}

/** One button for each provider to which the browser goes. Plain links: they work without script, and nothing fetches them ahead. */
export function ProviderButtons({ providers, next, invitation, verb = 'Continue with' }: ProviderButtonsProps) {
  const away = providers.filter(({ how }) => how === 'redirect')
  if (away.length === 0) return null
  const search = new URLSearchParams({ next, ...(invitation === undefined ? {} : { invitation }) })
  return (
    <ul className="flex flex-col gap-2">
      {away.map(({ id, name }) => (
        <li key={id}>
          <a
            href={`/sign-in/start/${id}?${search}`}
            className={buttonStyles({ variant: 'secondary', size: 'lg', block: true })}
          >
            <KeyRound aria-hidden />
            {verb} {name}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** Between the providers and the form below them. */
export function OrLine() {
  return (
    <div className="my-5 flex items-center gap-3 text-muted text-xs" aria-hidden>
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}
