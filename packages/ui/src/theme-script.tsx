/** Cookie that holds "light" or "dark"; absent means: as the system. */
export const themeCookie = 'gh_theme'

const script = `(function(){try{var m=document.cookie.match(/(?:^|; )${themeCookie}=(light|dark)/);var t=m?m[1]:matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';document.documentElement.classList.add(t)}catch(e){}})()`

/**
 * Sets the theme class before the first paint. Place it first in <head>, with `suppressHydrationWarning` on <html>.
 * Under a Content-Security-Policy pass the nonce.
 */
export function ThemeScript({ nonce }: { nonce?: string }) {
  return <script {...(nonce ? { nonce } : {})} dangerouslySetInnerHTML={{ __html: script }} suppressHydrationWarning />
}
