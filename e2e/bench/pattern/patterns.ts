/** Every text that stands as a pattern in a description: `pattern`, and names of `patternProperties`. */
export function* patternsOf(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) {
    const { pattern, patternProperties } = value as Record<string, unknown>
    if (typeof pattern === 'string') yield pattern
    if (typeof patternProperties === 'object' && patternProperties !== null) yield* Object.keys(patternProperties)
  }
  for (const inner of Object.values(value)) yield* patternsOf(inner)
}

/** Expressions from advisories and papers on backtracking: nested, overlapping and long-chained repetitions. */
export const knownBad: readonly string[] = [
  '^(a+)+$',
  '^(a*)*$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '^(a|a?)+$',
  '(a+){10}y',
  '(x+x+)+y',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
  '^(.*a){20}$',
  '(.*a){20}',
  '^(\\w+\\s?)*$',
  '^(\\w+\\s*)+:$',
  '\\s+$',
  '^\\s+|\\s+$',
  '^\\d*\\d*\\d*\\d*\\d*x$',
  '^[a-z]+[a-z]+[a-z]+$',
  '.*.*.*=.*',
  '^(?:.*)*$',
  '^(.+)+$',
  '^((a+)|(b+))+$',
  '^([\\s\\S]*)*x$',
  '^(0|[1-9]\\d*)(\\.\\d+)*(e\\d+)*$',
  '^(\\d+)*\\.$',
  '^(\\d+,?)+$',
  '^([0-9]+)*([a-z]+)*$',
  '^(?:a?){50}a{50}$',
  '^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaa$',
  '^((ab)*)+$',
  '^(aa|aab?)*c$',
  '^(([^,]*),?)*$',
  '^"(?:[^"\\\\]|\\\\.)*"$',
  '^(?:[^"]|"")*$',
  '^(?:(?:[a-z0-9!#$%&*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&*+/=?^_`{|}~-]+)*)@)+$',
  '^(https?:\\/\\/)?([\\da-z.-]+)\\.([a-z.]{2,6})([\\/\\w .-]*)*\\/?$',
  '^([\\w.-]+)+@([\\w-]+\\.)+[\\w-]{2,4}$',
  '^<([a-z]+)([^<]+)*(?:>(.*)<\\/[a-z]+>|\\s+\\/>)$',
  '^(?:[\\w-]+\\.)*[\\w-]+$',
  '^(?:\\/?[^\\/]+)*$',
  '^(\\/[^\\/]+)+\\/?$',
  '^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=)?$',
  '^(?:\\s|\\S)*$',
  '^(?:a{1,100}){1,100}$',
  '^(?:a{0,30}){0,30}b$',
  '^[\\s\\u200c]+|[\\s\\u200c]+$',
  '^-?(?:\\d+|\\d{1,3}(?:,\\d{3})+)?(?:\\.\\d+)?$',
  '^(?:[01]?\\d\\d?|2[0-4]\\d|25[0-5])(?:\\.(?:[01]?\\d\\d?|2[0-4]\\d|25[0-5]))*$',
  '^(([a-z]+\\s)+)+$',
  '^(.*)(.*)(.*)(.*)(.*)x$',
  '^(?:(?:a|b|ab)*)*c$',
]

const size = 10_000

/** Texts of 10 kB: runs of what the pattern itself asks for and of single letters (`all`: of many), each with an end that does not fit. */
export function attackTexts(pattern: string, all: boolean): string[] {
  const letters = pattern.replace(/\\.|[^A-Za-z0-9/.:,@ -]/g, '').slice(0, 40)
  const own = letters === '' ? [] : [`${letters.repeat(Math.ceil(size / letters.length)).slice(0, size)}!`]
  const runs = all ? ['a', 'x', '0', ' ', 'a.', 'ab'] : ['a', '0']
  return [...runs.map((run) => `${run.repeat(size / run.length)}!`), ...own]
}
