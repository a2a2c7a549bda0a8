'use client'
import { Breadcrumbs, type Crumb } from '@gatehouse/ui/breadcrumbs'
import { usePathname } from 'next/navigation'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { places } from './navigation.tsx'

type Names = Readonly<Record<string, string>>
const NamesContext = createContext<{ names: Names; name: (segment: string, text: string) => void }>({
  names: {},
  name: () => undefined,
})

export function TrailProvider({ children }: { children: ReactNode }) {
  const [names, setNames] = useState<Names>({})
  const [name] = useState(
    () => (segment: string, text: string) =>
      setNames((now) => (now[segment] === text ? now : { ...now, [segment]: text })),
  )
  return <NamesContext value={{ names, name }}>{children}</NamesContext>
}

/** Gives the breadcrumbs the name behind an id in the address, once it is known. */
export function TrailName({ segment, name: text }: { segment: string; name: string }) {
  const { name } = useContext(NamesContext)
  useEffect(() => name(segment, text), [name, segment, text])
  return null
}

const words: Readonly<Record<string, string>> = {
  access: 'Access',
  applications: 'Applications',
  requests: 'Requests',
  new: 'New',
  contract: 'Contract',
  import: 'New contract file',
  tasks: 'Tasks',
  rotation: 'Secrets',
  review: 'Review',
  walk: 'One by one',
  version: 'API version',
  guardrail: 'Guardrail',
  product: 'Product',
  'token-rules': 'Token rules',
  'review-settings': 'What needs a reviewer',
  edit: 'Change',
}

/** Segments that are no place of their own, so they lead nowhere. */
const noPage = new Set(['requests', 'version', 'guardrail', 'product', 'token-rules'])

export function Trail() {
  const pathname = usePathname()
  const { names } = useContext(NamesContext)
  const segments = pathname.split('/').filter(Boolean)
  if (segments.length === 0) return <Breadcrumbs items={[{ label: 'Overview' }]} />
  if (segments[0] === 'requests') {
    return <Breadcrumbs items={[{ label: 'Traffic', href: '/traffic/requests' }, { label: 'Request' }]} />
  }
  const known = [...places, ...places.flatMap((place) => place.places ?? [])]
  // The tabs of a version are places on one page; the trail ends at the version.
  const shown = segments[0] === 'apis' && segments[1] !== 'new' ? segments.slice(0, 3) : segments
  const items = shown.map((segment, index): Crumb => {
    const href = `/${shown.slice(0, index + 1).join('/')}`
    const label =
      known.find((place) => place.href === href)?.label ?? names[segment] ?? words[segment] ?? plain(segment)
    return noPage.has(segment) ? { label } : { label, href }
  })
  return <Breadcrumbs items={items} />
}

function plain(segment: string): string {
  const text = decodeURIComponent(segment)
  const kind = /^([a-z]+)_[0-9a-f]{32}$/.exec(text)?.[1]
  return kind === undefined ? text : (kinds[kind] ?? text.slice(0, 12))
}

const kinds: Readonly<Record<string, string>> = {
  grd: 'Guardrail',
  acg: 'Change of access',
  prd: 'Product',
  app: 'Application',
  per: 'Person',
  team: 'Team',
  sa: 'Service account',
  stg: 'Stage',
  prm: 'Promotion',
  cmp: 'Access review',
}
