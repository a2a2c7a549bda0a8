import { expect } from '@playwright/test'
import type { SharedStack } from '../fixtures/shared-stack.ts'
import { consolePages, portalPages } from '../screenshots/pages.ts'
import { test } from './acts/journey.ts'

/** What only who is signed in may read: names of the demonstration’s people, keys, applications. */
const secrets = ['mira@gatehouse.example', 'alva@gatehouse.example', 'dana@acme-shop.example', 'Acme Shop', 'Mira']

const own = /^\/(applications|usage|requests|profile)(\/|$)/
const guarded = (stack: SharedStack) => [
  ...consolePages.filter(({ signedOut }) => !signedOut).map(({ path }) => `${stack.urls.admin}${filled(path)}`),
  ...portalPages.filter(({ path }) => own.test(path)).map(({ path }) => `${stack.urls.portal}${filled(path)}`),
]

/** Ids of nothing: whether there is something is not the question. */
function filled(path: string): string {
  return path.replaceAll(/:\w+/g, 'x_00000000000000000000000000000000')
}

async function expectNothing(address: string, headers: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(address, { headers, redirect: 'manual' })
  const text = await answer.text()
  expect(answer.status, address).toBeLessThan(500)
  for (const secret of secrets) expect(text.includes(secret), `${address} shows ${secret}`).toBe(false)
  // The page of sign-in, or a redirect to it; never somebody’s cached page.
  if (answer.status === 200 && !address.includes('/_next/'))
    expect(answer.headers.get('cache-control') ?? '', address).toMatch(/no-store|private/)
}

test('D1 a header of the framework opens no page: nobody who is not signed in reads anything', async ({ stack }) => {
  const names = [
    'middleware',
    'src/middleware',
    'proxy',
    'middleware:middleware:middleware:middleware:middleware',
    'src/proxy:src/proxy:src/proxy:src/proxy:src/proxy',
  ]
  for (const [index, address] of guarded(stack).entries()) {
    const name = names[index % names.length] ?? ''
    await expectNothing(address, { 'x-middleware-subrequest': name })
    await expectNothing(address, { 'x-middleware-rewrite': '/audit', 'x-nextjs-data': '1', 'x-invoke-path': '/audit' })
  }
})

test('D2 D5 payloads of pages without their page give nothing either', async ({ stack }) => {
  for (const address of guarded(stack)) {
    const { origin, pathname } = new URL(address)
    await expectNothing(`${origin}${pathname}?_rsc=1`, { rsc: '1' })
    await expectNothing(`${origin}${pathname}?_rsc=1`, {
      rsc: '1',
      'next-router-prefetch': '1',
      'next-router-segment-prefetch': '/_tree',
    })
    await expectNothing(`${origin}${pathname}.rsc`)
    await expectNothing(`${origin}/_next/data/build${pathname}.json`)
    await expectNothing(`${origin}/en${pathname}`)
  }
})

test('D3 forged actions and payloads of the framework are refused, and both apps go on', async ({ stack }) => {
  const forged = [
    '["$F1",{"__proto__":{"then":"$1:__proto__:then"}}]',
    '0:["$@1",["development",null]]\n1:{"digest":"x"}\n',
    `["${'x'.repeat(3_000_000)}"]`,
    '',
  ]
  for (const origin of [stack.urls.admin, stack.urls.portal]) {
    for (const body of forged) {
      for (const action of ['0'.repeat(42), '7f'.repeat(21), '../../secret']) {
        const answer = await fetch(`${origin}/sign-in`, {
          method: 'POST',
          headers: { 'next-action': action, 'content-type': 'text/plain;charset=UTF-8', origin },
          body,
          redirect: 'manual',
        })
        await answer.body?.cancel()
        expect(answer.status, `${origin} ${action}`).toBeGreaterThanOrEqual(400)
        expect(answer.status, `${origin} ${action}`).toBeLessThan(500)
      }
    }
    expect((await fetch(`${origin}/sign-in`)).status).toBe(200)
  }
})

test('D4 the image optimiser fetches nothing', async ({ stack }) => {
  for (const origin of [stack.urls.admin, stack.urls.portal]) {
    for (const url of ['http://127.0.0.1:1/x.avif', 'https://example.com/x.png', '/icon.svg']) {
      const answer = await fetch(`${origin}/_next/image?url=${encodeURIComponent(url)}&w=640&q=75`, {
        redirect: 'manual',
      })
      await answer.body?.cancel()
      expect(answer.status, url).toBeGreaterThanOrEqual(400)
    }
  }
})
