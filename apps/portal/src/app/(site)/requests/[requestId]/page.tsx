import { idOf, idTime } from '@gatehouse/contracts/ids'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { loadRequest, referenceOf, schemeOf } from '../../../../features/requests/load-request.ts'
import { RequestPage } from '../../../../features/requests/request-page.tsx'
import { UnknownRequestPage } from '../../../../features/requests/unknown-request-page.tsx'
import { shownPerson } from '../../../../server/account.ts'

export const metadata: Metadata = { title: 'Request', robots: { index: false } }

export default async function Page({ params }: { params: Promise<{ requestId: string }> }) {
  const parsed = idOf('request').safeParse((await params).requestId)
  if (!parsed.success) notFound()
  const request = await loadRequest(parsed.data)
  if (request) {
    return <RequestPage request={request} referenceHref={await referenceOf(request)} scheme={await schemeOf(request)} />
  }
  const signedIn = (await shownPerson()) !== undefined
  return <UnknownRequestPage requestId={parsed.data} at={idTime(parsed.data)} now={Date.now()} signedIn={signedIn} />
}
