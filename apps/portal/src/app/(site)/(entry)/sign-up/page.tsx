import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignUpPage } from '../../../../features/account/entry-pages.tsx'
import { localPath } from '../../../../features/account/local-path.ts'
import { shownPerson } from '../../../../server/account.ts'

export const metadata: Metadata = { title: 'Create an account', robots: { index: false } }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }
const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined)

export default async function Page({ searchParams }: Props) {
  const search = await searchParams
  const next = localPath(one(search.next))
  if (await shownPerson()) redirect(next)
  return <SignUpPage next={next} />
}
