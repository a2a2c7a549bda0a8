/** One entry of a problem's `errors`: a JSON pointer into the request body and what is expected there (RFC 9457). */
export type PointerError = { pointer: string; expected: string }

/** Field name of a JSON pointer: `/limits/0/rate` → `limits.0.rate` (RFC 6901 escapes undone; a leading `#` or `/body` dropped). */
export function fieldNameOf(pointer: string): string {
  return pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .filter((part, index) => !(index === 0 && part === 'body'))
    .join('.')
}

/** Errors by field name; the first error of a field wins. */
export function errorsByField(errors: readonly PointerError[] | undefined): Record<string, string> {
  const byField: Record<string, string> = {}
  for (const { pointer, expected } of errors ?? []) byField[fieldNameOf(pointer)] ??= expected
  return byField
}
