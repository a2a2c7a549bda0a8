import type { Tone } from '@gatehouse/ui/tone'

export function statusToneOf(status: number): Tone {
  if (status >= 500) return 'bad'
  if (status >= 400) return 'warn'
  return status >= 300 ? 'info' : 'ok'
}
