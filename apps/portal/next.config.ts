import { fileURLToPath } from 'node:url'
import type { NextConfig } from 'next'

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url))

const gatehouse = [
  'analytics',
  'auth',
  'billing',
  'compiler',
  'contracts',
  'db',
  'http',
  'importers',
  'mail',
  'net',
  'patterns',
  'policies',
  'services',
  'ui',
].map((name) => `@gatehouse/${name}`)

/** The Content-Security-Policy carries a nonce and is therefore set in src/proxy.ts. */
const securityHeaders = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'referrer-policy', value: 'same-origin' },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
  { key: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
]

const config: NextConfig = {
  poweredByHeader: false,
  images: { unoptimized: true },
  turbopack: { root: repositoryRoot },
  transpilePackages: gatehouse,
  // Native modules, worker files and libraries that read their own files at run time.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@react-email/render',
    'graphile-worker',
    'nodemailer',
    'pg',
    'pg-copy-streams',
    'undici',
    'yaml',
  ],
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    // Addresses of a sign-in under way must not travel on.
    { source: '/oauth/:path*', headers: [{ key: 'referrer-policy', value: 'no-referrer' }] },
  ],
  /** The plain-text twin of an operation's page, at its address + `.md`. */
  rewrites: async () => [
    { source: '/apis/:slug/:version/:operation([^/]+)\\.md', destination: '/markdown/:slug/:version/:operation' },
  ],
}

export default config
