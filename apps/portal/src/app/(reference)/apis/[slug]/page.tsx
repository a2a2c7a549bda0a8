import { notFound, redirect } from 'next/navigation'
import { newestVersion } from '../../../../features/reference/newest-version.ts'

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  const version = await newestVersion(slug)
  if (!version) notFound()
  redirect(`/apis/${encodeURIComponent(slug)}/${encodeURIComponent(version)}`)
}
