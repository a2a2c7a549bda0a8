/** One figure: a JSON line on standard output. */
export function report(
  figure: string,
  value: number,
  unit: string,
  n: number,
  more: Record<string, unknown> = {},
): void {
  process.stdout.write(`${JSON.stringify({ figure, value: Math.round(value * 100) / 100, unit, n, ...more })}\n`)
}

/** What is going on, for whoever waits. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}
