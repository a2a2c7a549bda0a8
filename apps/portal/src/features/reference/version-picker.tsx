import { Link } from '@gatehouse/ui/link'
import type { PortalVersionView } from './load-version.ts'

/** The other versions; keeps the operation that is read (a version that lacks it says so). */
export function VersionPicker({ view, operation }: { view: PortalVersionView; operation?: string }) {
  const { versions, slug } = view.api
  if (versions.length < 2) return <span className="font-mono text-muted text-sm">{view.versionName}</span>
  return (
    <nav aria-label="Versions" className="flex items-center gap-1 rounded-md bg-sunken p-0.5 text-sm">
      {versions.map(({ id, name, state }) => (
        <Link
          key={id}
          href={`/apis/${slug}/${encodeURIComponent(name)}${operation ? `/${operation}` : ''}`}
          aria-current={name === view.versionName ? 'page' : undefined}
          className={`flex h-6 items-center rounded px-2 font-mono ${name === view.versionName ? 'bg-surface font-medium shadow-sm' : 'text-muted hover:text-fg'}`}
        >
          {name}
          {state !== 'published' && <span className="ml-1 font-sans text-subtle text-xs">{state}</span>}
        </Link>
      ))}
    </nav>
  )
}
