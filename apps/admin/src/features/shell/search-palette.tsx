'use client'
import { type CommandItem, CommandPalette } from '@gatehouse/ui/command-palette'
import { AppWindow, Boxes, Hash, Plus } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { useAccount, useMay } from '../account/account-context.tsx'
import { apisRead } from '../apis/queries.ts'
import { applicationsRead } from '../applications/queries.ts'
import { visiblePlaces } from './navigation.tsx'
import { placeOfId } from './place-of-id.ts'

/** ⌘K: every page by name, APIs and applications by what they are called, and any id pasted in. */
export function SearchPalette() {
  const { grants } = useAccount()
  const create = useMay('api.create')
  const readApis = useMay('api.read')
  const readApplications = useMay('application.read')
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  const named = text.length >= 2 && !placeOfId(text)
  const apis = useRead(apisRead({ q: text, limit: 6 }), { enabled: named && readApis.allowed, keep: true })
  const applications = useRead(applicationsRead({ q: text, limit: 6 }), {
    enabled: named && readApplications.allowed,
    keep: true,
  })
  const pages = useMemo(
    () => pageItems((permission) => grants.some((g) => g.permissions.includes(permission))),
    [grants],
  )
  const matching = pages.filter((item) =>
    [item.label, ...(item.keywords ?? [])].some((word) => word.toLowerCase().includes(text.toLowerCase())),
  )
  const jump = placeOfId(text)
  const items: CommandItem[] = [
    ...(jump
      ? [{ id: `id ${text}`, group: 'Go to', label: jump.label, hint: text, href: jump.href, icon: <Hash /> }]
      : []),
    ...(named ? (apis.data?.items ?? []) : []).map((api) => ({
      id: api.id,
      group: 'APIs',
      label: api.name,
      hint: `${api.slug} · ${api.team.name}`,
      href: `/apis/${api.slug}`,
      icon: <Boxes aria-hidden />,
    })),
    ...(named ? (applications.data?.items ?? []) : []).map((application) => ({
      id: application.id,
      group: 'Applications',
      label: application.name,
      hint: application.team.name,
      href: `/applications/${application.id}`,
      icon: <AppWindow aria-hidden />,
    })),
    ...(create.allowed && 'import an api new'.includes(text.toLowerCase())
      ? [{ id: 'new api', group: 'Do', label: 'Import an API', href: '/apis/new', icon: <Plus aria-hidden /> }]
      : []),
    ...(text === '' ? pages : matching),
  ]
  return (
    <CommandPalette
      items={items}
      onSearch={setTyped}
      loading={named && items.length === 0 && (apis.isFetching || applications.isFetching)}
      placeholder="Search, or paste an id …"
      emptyText="Nothing has that name. Ids (api_…, app_…, req_…) can be pasted whole."
    />
  )
}

function pageItems(may: Parameters<typeof visiblePlaces>[0]): CommandItem[] {
  return visiblePlaces(may).flatMap(({ label, href, icon: Icon, keywords = [], places = [] }) => [
    ...(places.length === 0 ? [{ id: href, group: 'Pages', label, href, keywords, icon: <Icon aria-hidden /> }] : []),
    ...places.map((one) => ({
      id: one.href,
      group: 'Pages',
      label: one.label,
      hint: label,
      href: one.href,
      keywords: one.keywords ?? [],
      icon: <Icon aria-hidden />,
    })),
  ])
}
