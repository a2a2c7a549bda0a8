/**
 * An address that means the same to every program on its way. Refused (GHSA-5jpx-9hw9-2fx4, GHSA-7rqj-j65f-68wh,
 * GHSA-vvjj-xcjg-gr5g): quoted local parts, comments and display names, control characters, a second @, look-alikes of
 * @ that become one under NFKC, and everything else outside ASCII.
 *
 * @returns the address with its domain in lower case, or undefined
 */
export function parseMailAddress(text: string): string | undefined {
  if (text.length > 254 || !/^[\x21-\x7e]+$/.test(text)) return undefined
  const [local, domain, ...more] = text.split('@')
  if (local === undefined || domain === undefined || more.length > 0) return undefined
  // RFC 5321 §4.1.2 Dot-string: atoms joined by single dots. Quoted strings are legal there and dangerous everywhere else.
  if (local.length > 64 || !/^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local)) return undefined
  const labels = domain.split('.')
  const isLabel = (label: string) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label)
  // The last label is never a number: an IP address is no mail domain.
  if (labels.length < 2 || !labels.every(isLabel) || /^\d+$/.test(labels.at(-1) ?? '')) return undefined
  return `${local}@${domain.toLowerCase()}`
}

/** `Name <address>` as an operator writes it in MAIL_FROM, or a bare address. */
export function parseSender(text: string): { name: string; address: string } | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not pass.
  if (/[\x00-\x1f\x7f]/.test(text)) return undefined
  const [, name = '', bracketed] = /^\s*(?:"?([^"<>@]*?)"?\s*<([^<>]+)>)\s*$/.exec(text) ?? []
  const address = parseMailAddress((bracketed ?? text).trim())
  return address === undefined ? undefined : { name, address }
}
