import { describe, expect, test } from 'vitest'
import { parseMailAddress, parseSender } from '../src/mail-address.ts'

describe('parseMailAddress accepts', () => {
  test.each([
    ['ann@example.com', 'ann@example.com'],
    ['Ann.Lee+api@Example.COM', 'Ann.Lee+api@example.com'],
    ["o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"],
    ['a@xn--bcher-kva.example', 'a@xn--bcher-kva.example'],
  ])('%s', (text, address) => expect(parseMailAddress(text)).toBe(address))
})

describe('D6: parseMailAddress rejects', () => {
  test.each([
    ['quoted local part', '"e@attacker.com"@victim.com'],
    ['quoted local part without @', '"ann lee"@victim.com'],
    ['full-width @ beside a real one', 'a＠evil.com@victim.com'],
    ['full-width @ alone', 'a＠victim.com'],
    ['small @', 'a﹫victim.com'],
    ['two @', 'a@evil.com@victim.com'],
    ['CRLF and a header', 'a@victim.com\r\nBcc: b@evil.com'],
    ['LF', 'a@victim.com\n'],
    ['NUL', 'a\0@victim.com'],
    ['tab', 'a\t@victim.com'],
    ['space', 'a b@victim.com'],
    ['display name', 'Ann <a@victim.com>'],
    ['comment', 'a(comment)@victim.com'],
    ['list', 'a@victim.com,b@evil.com'],
    ['semicolon list', 'a@victim.com;b@evil.com'],
    ['route', '@evil.com:a@victim.com'],
    ['percent route with two @', 'a%victim.com@evil.com@x.org'],
    ['angle bracket', 'a@victim.com>'],
    ['backslash', 'a\\@victim.com'],
    ['leading dot', '.a@victim.com'],
    ['two dots', 'a..b@victim.com'],
    ['no domain', 'a@'],
    ['no local part', '@victim.com'],
    ['one label', 'a@localhost'],
    ['IP literal', 'a@[127.0.0.1]'],
    ['bare IP', 'a@127.0.0.1'],
    ['hyphen at the edge', 'a@-victim.com'],
    ['homoglyph domain', 'a@vіctim.com'],
    ['dotless i', 'a@gıthub.com'],
    ['ideographic full stop', 'a@victim。com'],
    ['zero-width space', 'a​@victim.com'],
    ['right-to-left override', 'a@‮moc.mitciv'],
    ['local part too long', `${'a'.repeat(65)}@victim.com`],
    ['too long', `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(70)}.com`],
    ['empty', ''],
  ])('%s', (_, text) => expect(parseMailAddress(text)).toBeUndefined())
})

describe('parseSender', () => {
  test('reads a name and an address', () => {
    expect(parseSender('Acme APIs <apis@acme.example>')).toEqual({ name: 'Acme APIs', address: 'apis@acme.example' })
    expect(parseSender('"Acme, Inc." <apis@acme.example>')).toEqual({
      name: 'Acme, Inc.',
      address: 'apis@acme.example',
    })
    expect(parseSender('apis@acme.example')).toEqual({ name: '', address: 'apis@acme.example' })
  })
  test.each([
    'Acme\r\nBcc: x@evil.com <a@acme.example>',
    'Acme <a@acme.example> <b@evil.com>',
    'a@b@acme.example',
    'Acme',
  ])('rejects %j', (text) => expect(parseSender(text)).toBeUndefined())
})
