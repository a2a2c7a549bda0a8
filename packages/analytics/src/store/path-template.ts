const mostSegments = 8
const mostLength = 200

/** Words of a path: `orders`, `v1`, `oauth2`, `wp-login.php`, `.env`. */
const word = /^\.?[a-z][a-z._~-]*\d{0,2}(?:[._~-][a-z]+\d{0,2})*$/i
const longestWord = 40

/**
 * A path with what differs from call to call taken out: numbers, UUIDs, prefixed and long ids, mail addresses and escaped text become
 * `{id}`. Deep and long ones are cut. So `/orders/8171/items/3` and `/orders/12/items/9` are one row of a report.
 */
export function pathTemplate(path: string): string {
  const segments = path.split('?', 1).join('').split('/').slice(1)
  const kept = segments.slice(0, mostSegments).map((segment) => (segment === '' || isWord(segment) ? segment : '{id}'))
  const text = `/${kept.join('/')}${segments.length > mostSegments ? '/…' : ''}`
  return text.length <= mostLength ? text : `${text.slice(0, mostLength - 1)}…`
}

function isWord(segment: string): boolean {
  return segment.length <= longestWord && word.test(segment) && !/^[a-z]{1,6}_[0-9a-f]{8,}$/i.test(segment)
}
