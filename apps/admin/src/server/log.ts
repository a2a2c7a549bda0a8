type Line = { level: 'error' | 'warn'; message: string; error?: unknown } & Record<string, unknown>

/** One JSON line per event on stderr, for whatever collects logs. */
export function log({ error, ...line }: Line): void {
  const cause = error instanceof Error ? { stack: error.stack, cause: String(error.cause ?? '') || undefined } : error
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), app: 'admin', ...line, error: cause })}\n`)
}
