import { ProblemError } from '@gatehouse/contracts/client'
import { getApi } from '@gatehouse/contracts/endpoints/apis'
import { notFound, redirect } from 'next/navigation'
import { serverCall } from '../../../../server/call.ts'

/** An API's address without a version leads to its newest. An id (pasted into search) becomes the slug. */
export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  const call = await serverCall()
  const api = await call(getApi, { api: slug }).catch((error: unknown) => {
    if (error instanceof ProblemError && error.problem.status === 404) notFound()
    throw error
  })
  const newest = api.versions.at(-1)
  if (!newest) notFound()
  redirect(`/apis/${api.slug}/${encodeURIComponent(newest.name)}`)
}
