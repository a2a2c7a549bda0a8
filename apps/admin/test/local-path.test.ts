import { describe, expect, it } from 'vitest'
import { localPath } from '../src/features/account/local-path.ts'

const origin = 'https://console.example'
const hostile = [
  ...[
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
  ],
  ...['/.//evil.example', '/%2e//evil.example', '/..//evil.example', '/./\\evil.example', 'https://evil.example'],
  ...['https:evil.example', 'http:/evil.example', 'javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x'],
  ...[' //evil.example', '\u0000//evil.example', '/ /evil.example', '@evil.example', 'evil.example', '/／evil.example'],
]

describe('D11: where signing in leads to', () => {
  it.each(hostile)('%j stays on this origin', (next) => {
    expect(new URL(localPath(next), origin).origin).toBe(origin)
  })
  it('keeps a path of the console', () => {
    expect(localPath('/apis/orders?stage=live')).toBe('/apis/orders?stage=live')
  })
})
