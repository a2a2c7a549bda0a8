import { listCatalogue } from '@gatehouse/contracts/endpoints/portal'
import type { Metadata } from 'next'
import { CataloguePage } from '../../../features/catalogue/catalogue-page.tsx'
import { shownPerson } from '../../../server/account.ts'
import { serverCall } from '../../../server/call.ts'

export const metadata: Metadata = { title: 'APIs', alternates: { canonical: '/apis' } }

type Search = Promise<Record<string, string | string[] | undefined>>
const one = (value: string | string[] | undefined) => (typeof value === 'string' && value !== '' ? value : undefined)

export default async function Page({ searchParams }: { searchParams: Search }) {
  const search = await searchParams
  const [q, tag, cursor] = [one(search.q)?.slice(0, 100), one(search.tag)?.slice(0, 100), one(search.cursor)]
  const call = await serverCall()
  const { items, next } = await call(listCatalogue, {
    limit: 48,
    ...(q ? { q } : {}),
    ...(tag ? { tag } : {}),
    ...(cursor ? { cursor } : {}),
  })
  const signedIn = (await shownPerson()) !== undefined
  return (
    <CataloguePage
      items={items}
      next={next}
      query={q ?? ''}
      tag={tag}
      paged={cursor !== undefined}
      signedIn={signedIn}
    />
  )
}
