import { readdirSync, readFileSync } from 'node:fs'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Gallery } from '../src/gallery.tsx'
import { Link } from '../src/link.tsx'
import { RelativeTime } from '../src/relative-time.tsx'

const source = new URL('../src/', import.meta.url)

describe('server rendering', () => {
  it('renders every component without a browser', () => {
    const html = renderToString(<Gallery />)
    for (const text of [
      'Skip to content',
      'Promote to Production',
      'quantity must be at least 1',
      'rate-limit-exceeded',
    ]) {
      expect(html).toContain(text)
    }
    expect(html).not.toMatch(/class="[^"]*(undefined|\[object)/)
  })

  it('gives relative times with their exact instant', () => {
    const html = renderToString(<RelativeTime value="2026-11-22T09:20:13Z" now={Date.UTC(2026, 10, 22, 11, 21)} />)
    expect(html).toContain('title="22 Nov 2026, 09:20:13 UTC"')
    expect(html.replace(/\u00a0/g, ' ')).toContain('2 h ago')
  })

  it('makes plain anchors without a router', () => {
    expect(renderToString(<Link href="/things">Things</Link>)).toBe('<a href="/things">Things</a>')
  })
})

describe('package', () => {
  it('exports every module by its subpath', () => {
    const { exports } = JSON.parse(readFileSync(new URL('../package.json', source), 'utf8')) as {
      exports: Record<string, string>
    }
    for (const file of readdirSync(source).filter((name) => name.endsWith('.ts'))) {
      expect.soft(exports[`./${file.replace(/\.ts$/, '')}`], file).toBe(`./src/${file}`)
    }
  })

  it('knows no framework of the apps', () => {
    for (const file of readdirSync(source))
      expect.soft(readFileSync(new URL(file, source), 'utf8'), file).not.toMatch(/from 'next[/']/)
  })

  it('draws charts in one place only', () => {
    const importers = readdirSync(source).filter((file) =>
      readFileSync(new URL(file, source), 'utf8').includes("from 'recharts'"),
    )
    expect(importers).toEqual(['chart-plot.tsx'])
  })
})
