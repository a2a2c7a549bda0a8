'use client'
import { Blocks, ChartNoAxesColumn, House, KeyRound, Server, Settings } from 'lucide-react'
import { Badge } from './badge.tsx'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { DropdownMenu } from './dropdown-menu.tsx'
import { LinkTabs } from './link-tabs.tsx'
import { PageHeader } from './page-header.tsx'
import type { NavSection } from './rail-nav.tsx'
import { RelativeTime } from './relative-time.tsx'
import { StatusWord } from './status-word.tsx'
import { TextLink } from './text-link.tsx'

export const gallerySections: NavSection[] = [
  {
    items: [
      { label: 'Overview', href: '/', exact: true, icon: <House aria-hidden /> },
      {
        label: 'Things',
        href: '/things',
        icon: <Blocks aria-hidden />,
        badge: 41,
        items: [
          { label: 'List', href: '/things/list', badge: 41 },
          { label: 'Groups', href: '/things/groups' },
        ],
      },
      { label: 'Access', href: '/access', icon: <KeyRound aria-hidden /> },
      { label: 'Machines', href: '/machines', icon: <Server aria-hidden /> },
      { label: 'Traffic', href: '/traffic', icon: <ChartNoAxesColumn aria-hidden /> },
    ],
  },
  { label: 'Organization', items: [{ label: 'Settings', href: '/settings', icon: <Settings aria-hidden /> }] },
]

const tabs = [
  'Overview',
  'Contract',
  'Backends',
  'Policies',
  'Products',
  'Deployments',
  'Lifecycle',
  'Traffic',
  'Docs',
  'Audit',
]

/** Header, banner and tabs of a page. */
export function GalleryNavigation() {
  return (
    <PageHeader
      title="Orders"
      beside={
        <>
          <Badge>v2</Badge>
          <StatusWord tone="ok" framed>
            Published
          </StatusWord>
          <span className="text-muted">Partner · Team Commerce</span>
        </>
      }
      facts={
        <>
          In two places · r11 · 14 readers · last change <RelativeTime value={Date.now() - 7_300_000} /> by CI (commit{' '}
          <TextLink href="https://example.com/" external>
            4f2a
          </TextLink>
          )
        </>
      }
      primary={<Button variant="amber">Promote to Production</Button>}
      menu={
        <DropdownMenu
          items={[
            { kind: 'heading', label: 'This version' },
            { label: 'Edit', shortcut: 'E' },
            { label: 'Roll back to r10', note: 'Maria or Alan can do it', disabled: true },
            { kind: 'separator' },
            { label: 'Retire …', tone: 'danger' },
          ]}
        />
      }
    >
      <Banner
        tone="warn"
        title="Undeployed changes: 1 breaking, 2 safe"
        actions={
          <>
            <Button size="sm">View diff</Button>
            <Button size="sm">Deploy</Button>
            <Button size="sm" variant="ghost">
              Discard
            </Button>
          </>
        }
      />
      <LinkTabs
        label="Orders"
        tabs={tabs.map((label, index) => ({
          href: `#${label.toLowerCase()}`,
          label,
          current: index === 0,
          ...(label === 'Policies' ? { badge: 3 } : {}),
        }))}
      />
    </PageHeader>
  )
}
