import { destination, type Logger, pino } from 'pino'

/** JSON lines on stdout. What could be a credential is left out by name, wherever it stands. */
export function createLog(level: string): Logger {
  const secret = ['authorization', 'cookie', 'set-cookie', 'password', 'token', 'key', 'secret', 'value', 'sealed']
  return pino(
    {
      level,
      base: { process: 'control' },
      redact: {
        paths: secret.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[redacted]',
      },
    },
    destination({ dest: 1, sync: false }),
  )
}
