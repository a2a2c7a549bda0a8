'use client'
import { LinkTabs } from '@gatehouse/ui/link-tabs'
import { usePathname } from 'next/navigation'
import { useVersion } from '../apis/version-context.tsx'

/** The two views of a version's traffic. */
export function TrafficTabs() {
  const { base } = useVersion()
  const pathname = usePathname()
  const tabs = [
    { href: `${base}/traffic`, label: 'Requests' },
    { href: `${base}/traffic/findings`, label: 'Contract findings' },
  ]
  return (
    <LinkTabs label="Views of the traffic" tabs={tabs.map((tab) => ({ ...tab, current: tab.href === pathname }))} />
  )
}
