import { Banner } from '@gatehouse/ui/banner'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import type { PortalVersionView } from './load-version.ts'

/** What a reader must know before he builds on this version; nothing when all is well. */
export function VersionNotice({ view }: { view: PortalVersionView }) {
  const newest = view.api.versions.find(({ state, name }) => state === 'published' && name !== view.versionName)
  const successor = newest && (
    <TextLink href={`/apis/${view.api.slug}/${encodeURIComponent(newest.name)}`}>See {newest.name}</TextLink>
  )
  if (view.state === 'retired') {
    return (
      <Banner tone="bad" title={`${view.versionName} is retired`}>
        Calls are answered with 410. {successor}
      </Banner>
    )
  }
  if (view.state === 'deprecated') {
    return (
      <Banner tone="warn" title={`${view.versionName} is deprecated`}>
        It still works, and will be switched off. Build new things on its successor. {successor}
      </Banner>
    )
  }
  if (view.stages.length === 0) {
    return (
      <Banner tone="info" title="Preview, not callable yet">
        You can read everything. No stage that is open to developers runs it yet.
      </Banner>
    )
  }
  return null
}

export function VersionStateWord({ state }: { state: PortalVersionView['state'] }) {
  if (state === 'deprecated') return <StatusWord tone="warn">Deprecated</StatusWord>
  if (state === 'retired') return <StatusWord tone="bad">Retired</StatusWord>
  return null
}
