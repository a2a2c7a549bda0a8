import { listApis } from '@gatehouse/contracts/endpoints/apis'
import { expect } from '@playwright/test'
import { demoSignIn } from '../fixtures/shared-stack.ts'
import { test } from './acts/journey.ts'
import { clientOf, signedIn } from './acts/sign-in.ts'
import { unique } from './acts/unique.ts'

const title = unique('Never saved')
const head = `openapi: 3.0.3\ninfo: { title: ${title}, version: "1" }\n`
const ok = 'responses: { "200": { description: ok } }'

const files: { name: string; fileName: string; text: string; says: RegExp; line: number | null }[] = [
  {
    name: 'invalid YAML',
    fileName: 'broken.yaml',
    text: `${head}paths:\n  /a:\n\tget: {}\n`,
    says: /tab|YAML/i,
    line: 5,
  },
  {
    name: 'a file that is no OpenAPI',
    fileName: 'page.html',
    text: '<!DOCTYPE html><html><body>Log in</body></html>',
    says: /web page \(HTML\)/,
    line: 1,
  },
  {
    name: 'a key that stands twice',
    fileName: 'twice.yaml',
    text: `${head}paths:\n  /a:\n    get: { ${ok} }\n    get: { ${ok} }\n`,
    says: /`?get`? stands twice/,
    line: 6,
  },
]

test('bad files are refused with the place and the reason, and nothing of them is saved', async ({
  browser,
  stack,
}) => {
  const { admin } = stack.urls
  const context = await signedIn(browser, admin, demoSignIn(stack, /product owner/))
  const call = clientOf(context, admin)
  const page = await context.newPage()
  await page.goto('/apis/new')
  for (const { name, fileName, text, says, line } of files) {
    await test.step(name, async () => {
      await page
        .getByLabel('Contract file')
        .setInputFiles({ name: fileName, mimeType: 'text/plain', buffer: Buffer.from(text) })
      const alert = page.getByRole('alert').filter({ hasText: fileName }).first()
      await expect(alert).toBeVisible()
      await expect(alert).toContainText(says)
      if (line !== null) await expect(alert).toContainText(`Line ${line}`)
      await expect(page.getByRole('button', { name: 'Create API' })).toBeHidden()
    })
  }
  const { items } = await call(listApis, { q: title })
  expect(items).toEqual([])
  await page.goto('/apis')
  await expect(page.getByRole('link', { name: 'Orders' }).first()).toBeVisible()
  await expect(page.getByText(title)).toBeHidden()
})
