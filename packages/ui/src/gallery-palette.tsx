'use client'
import { Blocks, Plus, Settings } from 'lucide-react'
import { CommandPalette } from './command-palette.tsx'

/** The palette with a few commands. */
export function GalleryPalette() {
  return (
    <CommandPalette
      items={[
        {
          id: 'orders',
          group: 'Things',
          label: 'Orders',
          hint: 'v2 · Published',
          icon: <Blocks aria-hidden />,
          href: '#orders',
        },
        {
          id: 'billing',
          group: 'Things',
          label: 'Billing',
          hint: 'v1 · Draft',
          icon: <Blocks aria-hidden />,
          href: '#billing',
        },
        { id: 'new', group: 'Commands', label: 'Add a thing', icon: <Plus aria-hidden />, shortcut: 'C' },
        {
          id: 'settings',
          group: 'Commands',
          label: 'Open settings',
          icon: <Settings aria-hidden />,
          href: '#settings',
        },
      ]}
    />
  )
}
