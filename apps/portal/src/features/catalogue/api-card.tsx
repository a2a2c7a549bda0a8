import type { catalogueItem } from '@gatehouse/contracts/endpoints/portal'
import { Badge } from '@gatehouse/ui/badge'
import { plural } from '@gatehouse/ui/format'
import { Link } from '@gatehouse/ui/link'
import type { z } from 'zod'

export type CatalogueItem = z.output<typeof catalogueItem>

/** One API of the catalogue: what it is called, what it is for, how big it is. The whole card is its link. */
export function ApiCard({ api, level = 2 }: { api: CatalogueItem; level?: 2 | 3 }) {
  const shown = api.versions.find(({ state }) => state === 'published') ?? api.versions[0]
  const Heading = level === 2 ? 'h2' : 'h3'
  if (!shown) return null
  return (
    <li className="group/card relative flex flex-col gap-2 rounded-xl border border-line bg-surface p-5 transition-colors hover:border-line-strong hover:bg-hover">
      <div className="flex items-center gap-3">
        <Monogram name={api.name} />
        <Heading className="min-w-0 truncate text-base">
          <Link
            href={`/apis/${api.slug}/${encodeURIComponent(shown.name)}`}
            className="after:absolute after:inset-0 after:rounded-xl"
          >
            {api.name}
          </Link>
        </Heading>
      </div>
      <p className="line-clamp-3 min-h-10 text-muted">{api.summary || 'No summary yet.'}</p>
      <p className="mt-auto flex flex-wrap items-center gap-x-3 gap-y-1.5 pt-2 text-muted text-sm">
        <span className="text-xs">
          {api.versions.map(({ name, state }, index) => (
            <span key={name}>
              {index > 0 && ' · '}
              <span className="font-mono">{name}</span>
              {state !== 'published' && api.versions.length > 1 && ` ${state}`}
            </span>
          ))}
        </span>
        <span>{plural(shown.operations, 'operation')}</span>
        {!api.callable && <Badge tone="info">Preview</Badge>}
        {shown.state === 'deprecated' && <Badge tone="warn">Deprecated</Badge>}
        {api.audience !== 'public' && <Badge>{api.audience === 'partner' ? 'Partners' : 'Internal'}</Badge>}
      </p>
    </li>
  )
}

const hues = [
  'bg-accent-soft text-accent-text',
  'bg-info-soft text-info-text',
  'bg-ok-soft text-ok-text',
  'bg-warn-soft text-warn-text',
]

/** Two letters in a colour of its own, so that an API is found again at a glance. */
function Monogram({ name }: { name: string }) {
  const words = name.split(/\s+/).filter(Boolean)
  const letters =
    words.length > 1 && words[1] !== 'API' ? `${words[0]?.[0] ?? ''}${words[1]?.[0] ?? ''}` : name.slice(0, 2)
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % hues.length
  return (
    <span
      aria-hidden
      className={`grid size-9 shrink-0 place-items-center rounded-lg font-semibold text-sm ${hues[hue]}`}
    >
      {letters.toUpperCase()}
    </span>
  )
}
