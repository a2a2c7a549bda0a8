'use client'
import { AppShell } from './app-shell.tsx'
import { Avatar } from './avatar.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { GalleryControls } from './gallery-controls.tsx'
import { GalleryFigures } from './gallery-figures.tsx'
import { GalleryFlows } from './gallery-flows.tsx'
import { GalleryLists } from './gallery-lists.tsx'
import { GalleryNavigation, gallerySections } from './gallery-navigation.tsx'
import { GalleryPalette } from './gallery-palette.tsx'
import { GalleryReference } from './gallery-reference.tsx'
import { GalleryStates } from './gallery-states.tsx'
import { Page } from './page.tsx'
import { ThemeToggle } from './theme.tsx'
import { Toaster } from './toast.tsx'

/** Every component in its states, for looking at and for screenshots. Mount it at a development page. */
export function Gallery() {
  return (
    <AppShell
      brand={<span className="font-semibold tracking-tight">Gallery</span>}
      brandMark={<span className="font-semibold">G</span>}
      sections={gallerySections}
      pathname="/things/list"
      railFooter="Version 0.1.0"
      breadcrumbs={
        <Breadcrumbs
          items={[{ label: 'Things', href: '#things' }, { label: 'Orders', href: '#orders' }, { label: 'v2' }]}
        />
      }
      actions={
        <>
          <GalleryPalette />
          <ThemeToggle />
          <Avatar name="Maria Keller" labelled />
        </>
      }
    >
      <Page>
        <GalleryNavigation />
        <GalleryFlows />
        <GalleryFigures />
        <GalleryLists />
        <GalleryControls />
        <GalleryStates />
        <GalleryReference />
      </Page>
      <Toaster />
    </AppShell>
  )
}
