import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { versionRead } from '../../../../../features/apis/queries.ts'
import { VersionFrame } from '../../../../../features/apis/version-frame.tsx'
import { Prefetched } from '../../../../../server/prefetched.tsx'

type Params = { params: Promise<{ slug: string; version: string }> }

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { slug, version } = await params
  return { title: `${slug} ${decodeURIComponent(version)}` }
}

export default async function VersionLayout({ params, children }: Params & { children: ReactNode }) {
  const { slug, version } = await params
  const name = { api: slug, version: decodeURIComponent(version) }
  return (
    <Prefetched reads={[versionRead(name)]}>
      <VersionFrame name={name}>{children}</VersionFrame>
    </Prefetched>
  )
}
