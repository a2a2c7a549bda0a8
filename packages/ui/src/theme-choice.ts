import { themeCookie } from './theme-script.tsx'

export type ThemeChoice = 'system' | 'light' | 'dark'

/** What the reader chose before, in the browser. */
export function readChoice(): ThemeChoice {
  const found = document.cookie.match(new RegExp(`(?:^|; )${themeCookie}=(light|dark)`))?.[1]
  return found === 'light' || found === 'dark' ? found : 'system'
}

/** Remembers a choice and shows it at once. */
export function applyChoice(choice: ThemeChoice) {
  const year = 60 * 60 * 24 * 365
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${themeCookie}=${choice === 'system' ? '' : choice}; path=/; max-age=${choice === 'system' ? 0 : year}; samesite=lax`
  const dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.classList.toggle('light', !dark)
}
