import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Paths of an app's pages as its folders say them: groups in brackets left out, parameters as `[name]`. */
export function appPages(app: 'admin' | 'portal'): string[] {
  const root = fileURLToPath(new URL(`../../apps/${app}/src/app`, import.meta.url))
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page.tsx'))
    .map((file) => `/${dirname(file)}`.replaceAll(/\/(\([^)]*\)|\.)/g, '') || '/')
    .sort()
}

/** Whether a listed path shows this page. Fixed names win over parameters, as in the app. */
export function showsPage(listed: string, page: string, all: readonly string[]): boolean {
  const path = listed.replace(/\?.*/, '')
  const fits = (one: string) => new RegExp(`^${one.replaceAll(/\[[^\]]+\]/g, '[^/]+')}$`).test(path)
  return fits(page) && !all.some((other) => other !== page && fits(other) && parameters(other) < parameters(page))
}

function parameters(page: string): number {
  return page.split('[').length
}
