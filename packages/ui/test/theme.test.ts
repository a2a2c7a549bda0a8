import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../src/theme.css', import.meta.url), 'utf8')
const tokens = new Map<string, [light: string, dark: string]>()
for (const [, name = '', light = '', dark = ''] of css.matchAll(
  /--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g,
))
  tokens.set(name, [light, dark])
for (const [, name = '', both = ''] of css.matchAll(/--([\w-]+): (#[\da-f]{6});/g)) tokens.set(name, [both, both])

function luminance(hex: string): number {
  const channel = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/** WCAG 2.2 contrast ratio. */
function contrast(one: string, other: string): number {
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (bright + 0.05) / (dim + 0.05)
}

const token = (name: string, theme: 0 | 1) => {
  const found = tokens.get(name)
  if (!found) throw new Error(`no token --${name}`)
  return found[theme]
}

const onSurfaces = ['canvas', 'surface', 'sunken', 'raised', 'hover']
const texts: [text: string, backgrounds: string[]][] = [
  ['fg', onSurfaces],
  ['muted', onSurfaces],
  ['subtle', onSurfaces],
  ['accent-text', ['canvas', 'surface', 'raised', 'accent-soft']],
  ['accent-fg', ['accent', 'accent-hover']],
  ['warn-fill-fg', ['warn-fill', 'warn-fill-hover']],
  ...['ok', 'warn', 'bad', 'info'].flatMap((tone): [string, string[]][] => [
    [`${tone}-text`, ['canvas', 'surface', 'sunken', 'raised', 'hover', `${tone}-soft`]],
    ['muted', [`${tone}-soft`]],
  ]),
]

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s theme', (_, theme) => {
  it('gives every text a contrast of at least 4.5 on every surface it stands on', () => {
    for (const [text, backgrounds] of texts) {
      for (const background of backgrounds) {
        expect
          .soft(contrast(token(text, theme), token(background, theme)), `${text} on ${background}`)
          .toBeGreaterThanOrEqual(4.5)
      }
    }
    for (const fill of ['bad-fill', 'bad-fill-hover']) {
      expect.soft(contrast('#ffffff', token(fill, theme)), `white on ${fill}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('gives icons, controls and the focus ring at least 3', () => {
    for (const mark of ['ok', 'warn', 'bad', 'info', 'control-line', 'ring']) {
      expect.soft(contrast(token(mark, theme), token('surface', theme)), mark).toBeGreaterThanOrEqual(3)
    }
  })
})
