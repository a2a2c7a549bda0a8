import { CursorPager } from '@gatehouse/ui/cursor-pager'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Link } from '@gatehouse/ui/link'
import { LinkButton } from '@gatehouse/ui/link-button'
import { Page } from '@gatehouse/ui/page'
import { PackageSearch } from 'lucide-react'
import { SearchBox } from '../shell/search-box.tsx'
import { ApiCard, type CatalogueItem } from './api-card.tsx'

type CataloguePageProps = {
  items: readonly CatalogueItem[]
  next: string | null
  query: string
  tag: string | undefined
  paged: boolean
  signedIn: boolean
}

/** All APIs that the reader may see. */
export function CataloguePage({ items, next, query, tag, paged, signedIn }: CataloguePageProps) {
  const tags = [...new Set([...(tag ? [tag] : []), ...items.flatMap((item) => item.tags)])].sort().slice(0, 24)
  const narrowed = query !== '' || tag !== undefined
  const href = (change: { tag?: string; cursor?: string }) => {
    const params = new URLSearchParams({ ...(query ? { q: query } : {}), ...change })
    return params.size > 0 ? `/apis?${params}` : '/apis'
  }
  return (
    <Page>
      <header className="flex flex-col gap-4 pt-4">
        <h1 className="font-semibold text-[26px] leading-9">APIs</h1>
        <div className="max-w-xl">
          <SearchBox large defaultValue={query} />
        </div>
        {tags.length > 0 && (
          <nav aria-label="Tags" className="flex flex-wrap gap-1.5 text-sm">
            <TagLink href={href({})} current={tag === undefined} label="All" />
            {tags.map((each) => (
              <TagLink key={each} href={href({ tag: each })} current={each === tag} label={each} />
            ))}
          </nav>
        )}
      </header>
      {items.length > 0 ? (
        <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {items.map((api) => (
            <ApiCard key={api.apiId} api={api} />
          ))}
        </ul>
      ) : narrowed ? (
        <EmptyState
          icon={<PackageSearch aria-hidden />}
          title={query ? `Nothing matches “${query}”` : `Nothing has the tag “${tag}”`}
          why="Search looks at names, summaries and tags. Fewer or shorter words find more."
          action={<LinkButton href="/apis">Show all APIs</LinkButton>}
        />
      ) : (
        <EmptyState
          icon={<PackageSearch aria-hidden />}
          title="No API is published here yet"
          why={
            signedIn
              ? 'What your team may use appears here as soon as it is published.'
              : 'Some APIs show only to people who are signed in.'
          }
          {...(signedIn ? {} : { action: <LinkButton href="/sign-in?next=/apis">Sign in</LinkButton> })}
        />
      )}
      {(next || paged) && (
        <CursorPager
          {...(paged ? { newerHref: href(tag ? { tag } : {}) } : {})}
          {...(next ? { olderHref: href({ ...(tag ? { tag } : {}), cursor: next }) } : {})}
          labels={{ newer: 'To the first page', older: 'Next page' }}
        />
      )}
    </Page>
  )
}

function TagLink({ href, current, label }: { href: string; current: boolean; label: string }) {
  return (
    <Link
      href={href}
      aria-current={current ? 'true' : undefined}
      className={`rounded-full border px-2.5 py-0.5 ${current ? 'border-accent-line bg-accent-soft font-medium text-accent-text' : 'border-line text-muted hover:border-line-strong hover:text-fg'}`}
    >
      {label}
    </Link>
  )
}
