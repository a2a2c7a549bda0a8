import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Markdown, OutsideLink } from '../src/components/markdown.tsx'

const run = 'window.__ran=1;alert(1)'
/** What is written into descriptions of contracts to run something in whoever reads them: HTML, addresses, pictures, broken markup. */
const hostile = [
  `<script>${run}</script>`,
  `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`,
  `<img src=x onerror="${run}">`,
  `<IMG """><SCRIPT>${run}</SCRIPT>">`,
  `<svg onload="${run}"><animate onbegin=${run} attributeName=x dur=1s></svg>`,
  `<svg><script href="data:text/javascript,${run}"/></svg>`,
  `<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><iframe srcdoc="<script>${run}</script>"></iframe></foreignObject></svg>`,
  `<iframe src="javascript:${run}"></iframe>`,
  `<object data="data:text/html,<script>${run}</script>"></object>`,
  `<embed src="javascript:${run}">`,
  `<form action="javascript:${run}"><button formaction="javascript:${run}">go</button></form>`,
  `<details open ontoggle="${run}">x</details>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${run}>`,
  `<style>@import "//evil.example/x.css"</style><link rel=stylesheet href=//evil.example/x.css>`,
  `<base href="//evil.example/"><meta http-equiv=refresh content="0;url=javascript:${run}">`,
  `<a href="javascript:${run}" onclick="${run}" style="position:fixed;inset:0">raw</a>`,
  `<div id="__next" name="cookie" class="x" style="background:url(javascript:${run})">clobber</div>`,
  `[link](javascript:${run})`,
  `[link](JaVaScRiPt:${run})`,
  `[link](&#106;&#97;vascript:${run})`,
  `[link](java&#x0A;script:${run})`,
  `[link](\u0001javascript:${run})`,
  `[link](vbscript:${run})`,
  `[link](data:text/html;base64,PHNjcmlwdD4=)`,
  `[link](file:///etc/passwd)`,
  `[link](//evil.example)`,
  `[link](\\\\evil.example\\x)`,
  `[ref]\n\n[ref]: javascript:${run} "title"`,
  `<javascript:${run}>`,
  `![picture](https://evil.example/pixel.png)`,
  `![picture](x"onerror="${run})`,
  `![picture](data:image/svg+xml;base64,PHN2Zz4=)`,
  `[![picture](javascript:${run})](javascript:${run})`,
  `| <b onmouseover=${run}>a</b> | [b](javascript:${run}) |\n|---|---|\n| <script>${run}</script> | x |`,
  '```html"><script>alert(1)</script>\n<script>alert(1)</script>\n```',
  '`<script>alert(1)</script>`',
  `Footnote[^x]\n\n[^x]: [y](javascript:${run})`,
  `- [ ] <input autofocus onfocus=${run}>`,
  `\u202e<script>${run}</script>`,
  `<scr\u0000ipt>${run}</scr\u0000ipt>`,
]

/** Tags and attributes that rendered text may have; whatever else stands in the answer is a hole. */
const tags =
  /^(div|p|span|a|em|strong|del|code|pre|ul|ol|li|blockquote|h[2-6]|hr|br|table|thead|tbody|tr|th|td|input|sup|section)$/
const attributes: Readonly<Record<string, RegExp>> = {
  class: /^[^"<>]*$/,
  href: /^(https?:\/\/|mailto:|#)/,
  id: /^(user-content-|footnote-label)/,
  rel: /^[a-z ]+$/,
  target: /^_blank$/,
  type: /^checkbox$/,
  disabled: /^$/,
  checked: /^$/,
  style: /^text-align:\s?(left|right|center)$/,
  align: /^(left|right|center)$/,
  dir: /^auto$/,
  'aria-label': /^[\w ]+$/,
  'aria-describedby': /^[\w-]+$/,
  'data-footnotes': /^(true)?$/,
  'data-footnote-ref': /^(true)?$/,
  'data-footnote-backref': /^[\w-]*$/,
}

function holesIn(html: string): string[] {
  const holes: string[] = []
  // React escapes text: what begins like a tag is one.
  for (const [whole, name = '', rest = ''] of html.matchAll(/<\/?([^\s/>]+)((?:"[^"]*"|[^>"])*)>/g)) {
    if (!tags.test(name)) holes.push(whole)
    for (const [, attribute = '', value = ''] of rest.matchAll(/([^\s=/"]+)(?:="([^"]*)")?/g))
      if (!attributes[attribute]?.test(value)) holes.push(`${attribute}="${value}" in ${whole}`)
  }
  return holes
}

describe('D9: text of a contract', () => {
  test.each(hostile)('%j: renders to words, and nothing of it runs or reaches out', (text) => {
    expect(holesIn(renderToStaticMarkup(<Markdown>{text}</Markdown>))).toEqual([])
  })

  test('all of it at once, in one another', () => {
    for (const [index, outer] of hostile.entries()) {
      const inner = hostile[(index * 7 + 3) % hostile.length] ?? ''
      for (const text of [
        `${outer}${inner}`,
        `> ${outer}\n> ${inner}`,
        `# ${outer}\n\n- ${inner}`,
        `[${outer}](${inner})`,
      ])
        expect(holesIn(renderToStaticMarkup(<Markdown>{text}</Markdown>))).toEqual([])
    }
  })

  test('and what is harmless is there', () => {
    const html = renderToStaticMarkup(
      <Markdown>{'# Title\n\n**bold** [link](https://example.com) `code`\n\n| a |\n|---|\n| b |'}</Markdown>,
    )
    for (const part of ['<h2>Title', '<strong>bold', 'href="https://example.com"', '<code>code', '<td>b'])
      expect(html).toContain(part)
  })
})

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  '\u0000javascript:x',
  'data:text/html,x',
  '//evil.example',
  undefined,
])('D9: an address of a contract that is none to follow stays text: %j', (href) => {
  expect(renderToStaticMarkup(<OutsideLink href={href}>more</OutsideLink>)).toBe('<span>more</span>')
})
