import type { UndeclaredSettings } from '@gatehouse/contracts/operation-settings'
import type { UndeclaredRule, ValidationMode } from '@gatehouse/contracts/snapshot'

export const validationWords: Record<ValidationMode, string> = {
  block: 'Blocks',
  report: 'Reports only',
  off: 'Off',
}

export const validationMeanings: Record<ValidationMode, string> = {
  block: 'A request that breaks the contract gets 400 and never reaches the backend.',
  report: 'It passes; the finding stands in the log of requests.',
  off: 'Parameters and bodies are not held against the contract.',
}

export const undeclaredWords: Record<UndeclaredRule, string> = {
  pass: 'Pass on',
  strip: 'Take out',
  refuse: 'Refuse',
}

export const undeclaredPlaces: Record<keyof UndeclaredSettings, { label: string; hint?: string }> = {
  query: { label: 'Query parameters' },
  header: { label: 'Headers', hint: 'HTTP’s own, browsers’ and tracing headers always pass.' },
  cookie: { label: 'Cookies' },
  form: { label: 'Form fields' },
  body: { label: 'JSON properties', hint: 'At each depth. Free-form objects stay as they are.' },
}
