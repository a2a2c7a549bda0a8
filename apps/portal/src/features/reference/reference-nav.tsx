import { Link } from '@gatehouse/ui/link'
import { ChevronDown, ListTree } from 'lucide-react'
import type { ReactNode } from 'react'
import { groupByTag, type PortalVersionView, versionHref } from './load-version.ts'
import { Method } from './method-badge.tsx'

/** Up to so many operations all of them are listed; beyond, only those of the tag that is read. */
const allUpTo = 80

/** Navigation of one version's reference: by tag, with the operation that is open. Stays light with a thousand operations. */
export function ReferenceNav({ view, current }: { view: PortalVersionView; current?: string }) {
  const here = versionHref(view)
  const groups = groupByTag(view)
  const total = groups.reduce((sum, { operations }) => sum + operations.length, 0)
  const openTag = groups.find(({ operations }) => operations.some(({ listed }) => listed.slug === current))?.tag
  return (
    <ul className="flex flex-col gap-px text-sm">
      <NavLine href={here} current={current === undefined}>
        Overview
      </NavLine>
      {view.stages.length > 0 && (
        <NavLine href={`${here}/start`} current={current === 'start'}>
          First steps
        </NavLine>
      )}
      {groups.map((group) => {
        const listed = total <= allUpTo || group.tag === openTag ? group.operations : []
        return (
          <li key={group.tag} className="pt-4">
            <p className="flex items-baseline justify-between gap-2 px-2 pb-1">
              <Link href={`${here}#${group.anchor}`} className="truncate font-medium text-fg hover:text-accent-text">
                {group.tag}
              </Link>
              {listed.length === 0 && <span className="gh-tabular text-subtle text-xs">{group.operations.length}</span>}
            </p>
            {listed.length > 0 && (
              <ul className="flex flex-col gap-px">
                {listed.map(({ listed: { slug }, operation, title }) => (
                  <NavLine key={slug} href={`${here}/${slug}`} current={slug === current}>
                    <Method short method={operation.method} />
                    <span className={`truncate ${operation.deprecated ? 'line-through decoration-subtle' : ''}`}>
                      {title}
                    </span>
                  </NavLine>
                ))}
              </ul>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function NavLine({ href, current, children }: { href: string; current: boolean; children: ReactNode }) {
  return (
    <li>
      <Link
        href={href}
        aria-current={current ? 'page' : undefined}
        className={`flex h-8 items-center gap-1.5 rounded-md px-2 ${current ? 'bg-accent-soft font-medium text-accent-text' : 'text-muted hover:bg-hover hover:text-fg'}`}
      >
        {children}
      </Link>
    </li>
  )
}

/** Navigation and content side by side; on small screens the navigation folds into one line above. */
export function ReferenceFrame({
  view,
  current,
  children,
}: {
  view: PortalVersionView
  current?: string
  children: ReactNode
}) {
  const nav = <ReferenceNav view={view} {...(current === undefined ? {} : { current })} />
  return (
    <div className="grid min-w-0 gap-x-10 px-4 sm:px-6 rail:grid-cols-[15.5rem_minmax(0,1fr)]">
      <nav
        aria-label={`${view.api.name} reference`}
        className="gh-no-print sticky top-14 -ml-2 hidden h-[calc(100dvh-3.5rem)] overflow-y-auto py-6 pr-2 rail:block"
      >
        {nav}
      </nav>
      <details className="group/nav gh-no-print mt-4 rounded-lg border border-line bg-surface rail:hidden">
        <summary className="flex h-10 list-none items-center gap-2 px-3 text-sm">
          <ListTree aria-hidden className="size-4 text-subtle" />
          <span className="flex-1 truncate font-medium">
            {view.api.name} {view.versionName}
          </span>
          <ChevronDown aria-hidden className="size-4 text-subtle transition-transform group-open/nav:rotate-180" />
        </summary>
        <nav
          aria-label={`${view.api.name} reference, folded`}
          className="max-h-[60dvh] overflow-y-auto border-line border-t p-2"
        >
          {nav}
        </nav>
      </details>
      <div className="min-w-0 pt-6 pb-24">{children}</div>
    </div>
  )
}
