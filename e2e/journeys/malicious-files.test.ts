import { previewImport } from '@gatehouse/contracts/endpoints/contracts'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import { EchoBackend } from '../fixtures/echo-backend.ts'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { makeApi } from './acts/make-api.ts'
import { untilLoaded } from './acts/page-soundness.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'

const backend = new EchoBackend()
test.beforeAll(() => backend.start())
test.afterAll(() => backend.stop())

const run = 'window.__ran=(window.__ran||0)+1;alert(1)'
/** What people put into texts to see whether it runs. */
const payload = [
  `<script>${run}</script>`,
  `<img src="data:," onerror="${run}">`,
  `<svg onload="${run}"><script>${run}</script></svg>`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<details open ontoggle="${run}"><summary>more</summary></details>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run}&gt;">`,
  `<a href="javascript:${run}">raw link</a>`,
  `[link](javascript:${run})`,
  `[encoded](&#106;avascript:${run})`,
  `[spaced](java\tscript:${run})`,
  `[data](data:text/html,<script>${run}</script>)`,
  `![image](x"onerror="${run})`,
  '![picture of a third party](https://pictures.example/pixel.png)',
  `<${run}@example.com>`,
  '```html"><script>alert(1)</script>\n<script>alert(1)</script>\n```',
].join('\n\n')
const short = `"><img src=x onerror="${run}"></script><script>${run}</script>`

const source = JSON.stringify({
  openapi: '3.1.0',
  info: {
    title: `Lamps ${short}`,
    version: `1 ${short}`,
    summary: short,
    description: payload,
    contact: { name: short, url: `javascript:${run}`, email: 'a@example.com' },
    license: { name: short, url: `javascript:${run}` },
    termsOfService: `javascript:${run}`,
  },
  externalDocs: { url: `javascript:${run}`, description: payload },
  servers: [{ url: `javascript:${run}`, description: payload }],
  tags: [{ name: `lamps ${short}`, description: payload, externalDocs: { url: `javascript:${run}` } }],
  paths: {
    '/lamps/{id}': {
      post: {
        operationId: `get ${short}`,
        summary: `Get ${short}`,
        description: payload,
        tags: [`lamps ${short}`],
        externalDocs: { url: `javascript:${run}`, description: payload },
        parameters: [
          { name: 'id', in: 'path', required: true, description: payload, schema: { type: 'string' }, example: short },
          { name: 'q', in: 'query', description: payload, schema: { type: 'string', enum: [short, payload] } },
        ],
        requestBody: {
          description: payload,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Lamp' }, example: { name: short } } },
        },
        responses: {
          200: {
            description: payload,
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Lamp' },
                examples: { [short]: { summary: short, description: payload, value: { name: payload } } },
              },
              'text/html': { example: `<html><body onload="${run}"><script>${run}</script></body></html>` },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Lamp: {
        title: short,
        description: payload,
        type: 'object',
        properties: {
          name: { type: 'string', description: payload, default: short, pattern: '^[^x]*' },
          [short]: { type: 'string', description: payload },
        },
      },
    },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key', description: payload } },
  },
})

/** What a page that ran something would show: dialogs, new windows, reports of the Content-Security-Policy. */
async function watched(context: BrowserContext): Promise<{ page: Page; events: string[] }> {
  const events: string[] = []
  await context.exposeFunction('__told', (what: string) => events.push(what))
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => __told(['CSP', event.violatedDirective, event.blockedURI, event.sourceFile].join(' ')))",
  )
  const page = await context.newPage()
  context.on('page', (popup) => events.push(`window ${popup.url()}`))
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => events.push(`error ${error.message}`))
  return { page, events }
}

/** Looks at the page as it is, opens what is folded, and judges what is in it. */
async function expectNothingRan(page: Page, events: string[], name: string): Promise<void> {
  await untilLoaded(page)
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
  const found = await page.evaluate<{ ran: unknown; links: string[]; handlers: number; frames: number }>(`({
    ran: window.__ran ?? null,
    links: [...document.querySelectorAll('[href], [src], [action], [formaction]')]
      .flatMap((one) => ['href', 'src', 'action', 'formaction'].map((name) => one.getAttribute(name)))
      .filter((value) => value !== null && /^[\\s\\u0000-\\u001f]*(java\\s*script|vbscript|data:text\\/html)/i.test(value)),
    handlers: [...document.body.querySelectorAll('*')].filter((one) => [...one.attributes].some(({ name }) => /^on/i.test(name))).length,
    frames: document.querySelectorAll('iframe[srcdoc], object, embed').length,
  })`)
  expect.soft(found, name).toEqual({ ran: null, links: [], handlers: 0, frames: 0 })
  expect.soft(events, name).toEqual([])
}

test('D9 D26 I3: script in names, descriptions, examples and links of a contract runs nowhere in console and portal', async ({
  browser,
  stack,
}) => {
  const { admin, portal } = stack.urls
  const member = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const call = clientOf(member, admin)
  expect((await call(previewImport, { fileName: short, source })).operations).toHaveLength(1)
  const api = await makeApi(call, { backendUrl: backend.url, source })
  const base = `/apis/${api.slug}/${api.version}`

  await test.step('in the console', async () => {
    const { page, events } = await watched(member)
    await page.goto('/apis/new')
    await page.getByLabel('Contract file').setInputFiles({
      name: `a${short.replaceAll('/', '')}.json`,
      mimeType: 'application/json',
      buffer: Buffer.from(source),
    })
    await expect(page.getByText('Nothing is saved yet')).toBeVisible()
    await expectNothingRan(page, events, 'the preview of an import')
    await page.goto(`${base}/contract`)
    await expectNothingRan(page, events, 'the contract')
    await page
      .getByRole('link', { name: /\/lamps/ })
      .first()
      .click()
    await page.waitForURL(`**${base}/contract/*`)
    await expectNothingRan(page, events, 'an operation')
    for (const path of ['/docs', '/contract/lint', '/contract/schemas', '']) {
      await page.goto(`${base}${path}`)
      await expectNothingRan(page, events, `the console’s ${path || 'version'}`)
    }
  })

  await test.step('in the portal', async () => {
    const { page, events } = await watched(await browser.newContext({ baseURL: portal }))
    await page.goto(base)
    await expectNothingRan(page, events, 'the API')
    const hrefs = await page
      .locator(`a[href^="${base}/"]`)
      .evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')))])
    expect(hrefs.length).toBeGreaterThan(0)
    for (const href of hrefs.slice(0, 4)) {
      await page.goto(href ?? base)
      await expectNothingRan(page, events, `the portal’s ${href}`)
    }
  })
})
