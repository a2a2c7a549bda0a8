import { describe, expect, it } from 'vitest'
import { content, judging, verdictOf } from './judge-fixture.ts'

const type = 'application/xml'
const ask = judging({
  limits: { bodyBytes: 4_000_000 },
  body: content(type, { type: 'object', xml: { name: 'order' } }),
})
const judge = (body: string | Buffer) => verdictOf(ask({ type, body }))

describe('I7: an XML body', () => {
  it.each([
    '<order/>',
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- x --><?go?><order a="1" b=\'&lt;&#x41;\'>t<![CDATA[<x>&y]]>&amp;</order >\n',
    '\ufeff<order xmlns="urn:x"><é:ü xmlns:é="urn:y">ß</é:ü></order>',
    '<x:order xmlns:x="urn:x"></x:order>',
    '<order>]] ></order>',
  ])('passes when it is well-formed: %s', (body) => expect(judge(body)).toBe('pass'))

  it.each([
    '',
    'x',
    '<order>',
    '<order></orders>',
    '<a></a><b/>',
    '<order a=1/>',
    '<order a="1" a="2"/>',
    '<order a="<"/>',
    '<order a="1"b="2"/>',
    '<order>&</order>',
    '<order>&#0;</order>',
    '<order>&#xFFFF;</order>',
    '<order>]]></order>',
    '<order><!-- -- --></order>',
    '<order><![CDATA[</order>',
    '<order><?xml?></order>',
    ' <?xml version="1.0"?><order/>',
    '<?xml version="2.0"?><order/>',
    '<order>\u0001</order>',
    '<1/>',
    '<order/>text',
  ])('is refused when it is not: %j', (body) =>
    expect(judge(body)).toBe(body === '' ? 'body required' : 'body_not_xml'),
  )

  it.each([
    '<!DOCTYPE order><order/>',
    '<!DOCTYPE order [<!ENTITY x SYSTEM "file:///etc/passwd">]><order>&x;</order>',
    '<?xml version="1.0"?><!-- --><!DOCTYPE lolz [<!ENTITY a "aaa">]><lolz>&a;</lolz>',
    '<order>&undefined;</order>',
    '<order a="&x;"/>',
  ])('is refused with a document type or an entity of its own: %s', (body) => {
    expect(judge(body)).toBe('xml_entities_refused')
  })

  it('names the place', () => {
    expect(ask({ type, body: '<order>\n <a></b>' })).toMatchObject({
      code: 'body_not_xml',
      detail: 'The element a is ended as b. Line 2, column 5.',
    })
  })

  it('has the root element that the contract declares', () => {
    expect(judge('<invoice/>')).toBe('body xml-root')
    expect(verdictOf(judging({ body: content(type, { type: 'object' }) })({ type, body: '<invoice/>' }))).toBe('pass')
  })

  it('is bounded in depth, own and by default', () => {
    const nested = (depth: number) => '<order>'.repeat(depth) + '</order>'.repeat(depth)
    expect(judge(nested(64))).toBe('pass')
    expect(judge(nested(65))).toBe('xml_too_deep')
    const own = judging({ limits: { bodyBytes: 1000, xmlDepth: 2 }, body: content('text/xml', true) })
    expect(verdictOf(own({ type: 'text/xml', body: '<a><b/></a>' }))).toBe('pass')
    expect(verdictOf(own({ type: 'text/xml', body: '<a><b><c/></b></a>' }))).toBe('xml_too_deep')
  })

  it('is read in the encodings that share ASCII, and in no other', () => {
    const declared = (name: string, text: string) =>
      Buffer.from(`<?xml version="1.0" encoding="${name}"?><order>${text}</order>`, 'latin1')
    expect(judge(declared('ISO-8859-1', '\xe9'))).toBe('pass')
    expect(judge(declared('UTF-8', '\xe9'))).toBe('body_not_xml')
    expect(judge(declared('UTF-7', 'x'))).toBe('body_not_xml')
    expect(judge(Buffer.from('\ufeff<order/>', 'utf16le'))).toBe('body_not_xml')
  })

  it('costs time linear in its length, whatever it holds', () => {
    for (const body of [
      `<order>${'<a/>x'.repeat(200_000)}</order>`,
      `<order>${'&amp;'.repeat(200_000)}</order>`,
      `<order ${Array.from({ length: 20_000 }, (_, i) => `a${i}="${i}"`).join(' ')}/>`,
    ])
      expect(judge(body)).toBe('pass')
    expect(judge(`<order>${'<!--'.repeat(200_000)}`)).toBe('body_not_xml')
    expect(judge(`<?xml version="1.0"${' '.repeat(500_000)}x?><order/>`)).toBe('body_not_xml')
  })
})
