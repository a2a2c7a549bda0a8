import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchMixed, parseTemplate, TemplateError, type TemplateSegment } from '../src/routing/template.ts'
import { RouteConflict, RouteTree } from '../src/routing/tree.ts'

const segmentText = fc.constantFrom('a', 'b', 'me', '{x}', '{x}.json', 'v-{x}', '{x}-{y}', 'c', '')
const template = fc
  .array(segmentText, { minLength: 1, maxLength: 4 })
  .map(
    (segments) =>
      `/${segments.map((segment, i) => segment.replaceAll('{x}', `{x${i}}`).replaceAll('{y}', `{y${i}}`)).join('/')}`,
  )
const method = fc.constantFrom('GET', 'POST', 'DELETE')
const path = fc
  .array(fc.constantFrom('a', 'b', 'me', 'q', 'x.json', 'v-1', 'p-q', 'v-1.json', 'c', '', '-', 'a-b-c'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((segments) => `/${segments.join('/')}`)

type Declared = { method: string; path: string; segments: TemplateSegment[] }

/** Segment by segment: text, then mixed by literal length, then parameter. */
function rank(segment: TemplateSegment): string {
  if (segment.kind === 'static') return '0'
  if (segment.kind === 'parameter') return '2'
  const literals = segment.texts.reduce((sum, text) => sum + text.length, 0)
  return `1${String(1000 - literals)}${segment.texts.join('{}')}`
}

function naive(routes: Declared[], wanted: string, target: string): Declared | null {
  const parts = target.slice(1).split('/')
  const matching = routes.filter(
    ({ segments }) =>
      segments.length === parts.length &&
      segments.every((segment, i) => {
        const part = parts[i] ?? ''
        if (segment.kind === 'static') return segment.text === part
        if (segment.kind === 'parameter') return part !== ''
        return matchMixed(segment.texts, part, [])
      }),
  )
  const key = (route: Declared) => route.segments.map(rank)
  matching.sort((a, b) => {
    const x = key(a)
    const y = key(b)
    for (let i = 0; i < x.length; i += 1) if (x[i] !== y[i]) return (x[i] ?? '') < (y[i] ?? '') ? -1 : 1
    return 0
  })
  return matching.find((route) => route.method === wanted || (wanted === 'HEAD' && route.method === 'GET')) ?? null
}

describe('routing tree', () => {
  it('finds what a naive matcher finds, for any templates and paths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(method, template), { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.oneof(method, fc.constant('HEAD')), path), { minLength: 1, maxLength: 20 }),
        (declared, requests) => {
          const tree = new RouteTree<Declared>()
          const routes: Declared[] = []
          for (const [verb, text] of declared) {
            const route = { method: verb, path: text, segments: parseTemplate(text) }
            try {
              tree.add({ segments: route.segments, method: verb, value: route })
              routes.push(route)
            } catch (error) {
              expect(error).toBeInstanceOf(RouteConflict)
            }
          }
          for (const [verb, target] of requests) {
            const found = tree.find(verb, target, 0)
            const expected = naive(routes, verb, target)
            expect(found?.path, `${verb} ${target}`).toBe(expected?.path)
            if (found === null) {
              const others = ['GET', 'POST', 'DELETE'].filter((other) => naive(routes, other, target) !== null)
              expect([...tree.allow].filter((verb) => verb !== 'HEAD').sort()).toEqual(others.sort())
            }
          }
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('captures raw values in the template’s order', () => {
    const tree = new RouteTree<string>()
    tree.add({ segments: parseTemplate('/o/{a}/{b}.{c}/x-{d}'), method: 'GET', value: 'hit' })
    expect(tree.find('GET', '/base/o/1%202/n.tar.gz/x-9', 5)).toBe('hit')
    expect(tree.captures).toEqual(['1%202', 'n', 'tar.gz', '9'])
  })

  it('keeps empty parameters, other depths and prefixes apart', () => {
    const tree = new RouteTree<string>()
    tree.add({ segments: parseTemplate('/o/{a}'), method: 'GET', value: 'hit' })
    for (const miss of ['/o', '/o/', '/o/1/', '/o/1/2', '/O/1', '/']) expect(tree.find('GET', miss, 0), miss).toBeNull()
  })

  it('finds each of five thousand operations', () => {
    const tree = new RouteTree<number>()
    for (let i = 0; i < 5000; i += 1)
      tree.add({ segments: parseTemplate(`/r${i}/{id}/parts/{part}`), method: 'GET', value: i })
    for (let i = 0; i < 5000; i += 1) expect(tree.find('GET', `/r${i}/1/parts/2`, 0)).toBe(i)
  })

  it.each(['orders', '/a/{', '/a/{}', '/a/}', '/a/{x}/{x}', '/{a}{b}', '/{a{b}}'])(
    'rejects the template %s',
    (text) => {
      expect(() => parseTemplate(text)).toThrow(TemplateError)
    },
  )
})
