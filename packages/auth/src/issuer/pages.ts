const replacements: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => replacements[character] ?? '')

const sentences: Record<string, string> = {
  invalid_client: 'The application is not known here, or may not be used any more.',
  invalid_redirect_uri: 'The application sent an address to return to that is not one of its own.',
  access_denied: 'The sign-in was ended.',
}

/** What a browser shows when there is no place to send the error to. No script, no style sheet, nothing from elsewhere. */
export function errorPage(out: { error: string; error_description?: string | undefined }, _error: unknown): string {
  const sentence = sentences[out.error] ?? 'The sign-in could not go on. Go back to the application and start again.'
  const detail = [out.error, out.error_description].filter((text) => text !== undefined && text !== '').join(': ')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign-in</title></head><body style="font-family:system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;line-height:1.5"><h1 style="font-size:1.25rem">This sign-in cannot go on</h1><p>${escapeHtml(sentence)}</p><p><small><code>${escapeHtml(detail.slice(0, 300))}</code></small></p></body></html>`
}
