import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { findOperation, loadVersion, versionHref } from '../../../../../../features/reference/load-version.ts'
import { OperationPage } from '../../../../../../features/reference/operation-page.tsx'
import { ReferenceFrame } from '../../../../../../features/reference/reference-nav.tsx'
import { sampleCookie, sampleLanguage } from '../../../../../../features/reference/sample-languages.ts'
import { type OperationParams, versionParams } from '../../../../../../features/reference/version-params.ts'

type Props = { params: OperationParams; searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const view = await loadVersion(...(await versionParams(params)))
  const shown = view && findOperation(view, (await params).operation)
  if (!view || !shown) return { title: 'Not found' }
  const here = `${versionHref(view)}/${shown.listed.slug}`
  return {
    title: `${shown.title} · ${view.api.name}`,
    description: shown.operation.description?.slice(0, 160) ?? shown.title,
    alternates: { canonical: here, types: { 'text/markdown': `${here}.md` } },
  }
}

export default async function Page({ params, searchParams }: Props) {
  const view = await loadVersion(...(await versionParams(params)))
  const shown = view && findOperation(view, (await params).operation)
  if (!view || !shown) notFound()
  const { lang, stage } = await searchParams
  const remembered = (await cookies()).get(sampleCookie)?.value
  return (
    <ReferenceFrame view={view} current={shown.listed.slug}>
      <OperationPage
        view={view}
        shown={shown}
        language={sampleLanguage(typeof lang === 'string' ? lang : undefined, remembered)}
        stageName={typeof stage === 'string' ? stage : undefined}
      />
    </ReferenceFrame>
  )
}
