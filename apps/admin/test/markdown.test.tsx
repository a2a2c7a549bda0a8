import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Markdown } from '../src/components/markdown.tsx'

describe('D9: text of others in the console', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror="alert(1)">',
    '<svg onload=alert(1)></svg>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '[link](javascript:alert(1))',
    '[link](&#106;avascript:alert(1))',
    '[link](data:text/html,x)',
    '[link](//evil.example)',
    '<javascript:alert(1)>',
    '![picture](https://evil.example/pixel.png)',
    '![picture](x"onerror="alert(1))',
    '[![picture](javascript:alert(1))](javascript:alert(1))',
  ])('%j: nothing of it runs or reaches out', (text) => {
    const html = renderToStaticMarkup(<Markdown>{text}</Markdown>)
    expect(html).not.toMatch(/<(?!\/?(div|p|span|a)\b)/)
    expect(html).not.toMatch(/ (on\w+|src|srcdoc|style)=/)
    expect(html).not.toMatch(/href="(?!https?:\/\/|mailto:|#)/)
  })

  test('what is harmless is there', () => {
    const html = renderToStaticMarkup(<Markdown>{'# Title\n\n[link](https://example.com)'}</Markdown>)
    expect(html).toContain('<h2>Title')
    expect(html).toContain('href="https://example.com"')
  })
})
