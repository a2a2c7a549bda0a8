import { LinkButton } from '@gatehouse/ui/link-button'
import { TextLink } from '@gatehouse/ui/text-link'
import { Activity, KeyRound, type LucideIcon, SearchCode } from 'lucide-react'
import { SearchBox } from '../shell/search-box.tsx'
import { ApiCard, type CatalogueItem } from './api-card.tsx'

type HomePageProps = { featured: readonly CatalogueItem[]; more: boolean; name: string | undefined }

/** The first page: what this is, what there is, and the way to a first call. */
export function HomePage({ featured, more, name }: HomePageProps) {
  return (
    <div className="px-4 pb-20 sm:px-6">
      <section className="mx-auto max-w-2xl pt-14 pb-12 text-center sm:pt-24 sm:pb-16">
        <h1 className="text-balance font-semibold text-[34px] leading-[1.15] tracking-tight sm:text-[44px]">
          {name ? `Welcome back, ${name.split(' ')[0]}` : 'From here to your first call in two minutes'}
        </h1>
        <p className="mx-auto mt-4 max-w-xl text-balance text-lg text-muted">
          Find an API, take a key, and see every call with what happened, why, and how to fix it.
        </p>
        <div className="mx-auto mt-8 max-w-lg">
          <SearchBox large />
        </div>
        <div className="mt-5 flex justify-center gap-2">
          <LinkButton href="/apis" variant="primary" size="lg">
            Browse APIs
          </LinkButton>
          {name ? (
            <LinkButton href="/applications" size="lg">
              My applications
            </LinkButton>
          ) : (
            <LinkButton href="/sign-up" size="lg">
              Create an account
            </LinkButton>
          )}
        </div>
      </section>
      {featured.length > 0 && (
        <section aria-labelledby="featured">
          <div className="flex items-baseline justify-between pb-3">
            <h2 id="featured" className="text-lg">
              APIs
            </h2>
            {more && <TextLink href="/apis">All APIs</TextLink>}
          </div>
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {featured.map((api) => (
              <ApiCard key={api.apiId} api={api} level={3} />
            ))}
          </ul>
        </section>
      )}
      <section aria-label="How it works" className="mt-14 grid gap-8 border-line border-t pt-10 sm:grid-cols-3">
        <Way icon={SearchCode} title="Read without guessing">
          Each operation has one page: what to send, what comes back, code in thirty languages and clients, and the
          gateway’s own answers.
        </Way>
        <Way icon={KeyRound} title="A key on the same page">
          Choose a plan, get a key for Sandbox or Live, copy the call. The page waits for it and shows what came back.
        </Way>
        <Way icon={Activity} title="See every call">
          Your log is two seconds behind at most. Paste a request id to see each step it took and the one that stopped
          it.
        </Way>
      </section>
    </div>
  )
}

function Way({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: string }) {
  return (
    <div>
      <Icon aria-hidden className="size-5 text-accent-text" />
      <h2 className="mt-3 text-base">{title}</h2>
      <p className="mt-1 text-muted">{children}</p>
    </div>
  )
}
