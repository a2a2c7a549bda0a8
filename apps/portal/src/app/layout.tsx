import { ThemeScript } from '@gatehouse/ui/theme-script'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { RouterLinks } from '../components/router-links.tsx'
import { portalUrl } from '../env.ts'
import './globals.css'

export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(portalUrl()),
    title: { default: 'Developer portal', template: '%s · Developer portal' },
    description: 'Find APIs, get access, and see each of your calls.',
  }
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbfc' },
    { media: '(prefers-color-scheme: dark)', color: '#0e0e10' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce')
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <head>
        <ThemeScript {...(nonce ? { nonce } : {})} />
      </head>
      <body>
        <RouterLinks>{children}</RouterLinks>
      </body>
    </html>
  )
}
