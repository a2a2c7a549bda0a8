import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { loadVersion, versionHref } from '../../../../../features/reference/load-version.ts'
import { OverviewPage } from '../../../../../features/reference/overview-page.tsx'
import { ReferenceFrame } from '../../../../../features/reference/reference-nav.tsx'
import { type VersionParams, versionParams } from '../../../../../features/reference/version-params.ts'

export async function generateMetadata({ params }: { params: VersionParams }): Promise<Metadata> {
  const view = await loadVersion(...(await versionParams(params)))
  if (!view) return { title: 'Not found' }
  return {
    title: `${view.api.name} ${view.versionName}`,
    description: view.api.summary,
    alternates: { canonical: versionHref(view) },
  }
}

export default async function Page({ params }: { params: VersionParams }) {
  const view = await loadVersion(...(await versionParams(params)))
  if (!view) notFound()
  return (
    <ReferenceFrame view={view}>
      <OverviewPage view={view} />
    </ReferenceFrame>
  )
}
