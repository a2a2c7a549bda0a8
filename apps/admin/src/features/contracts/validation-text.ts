import type { ValidationMode } from '@gatehouse/contracts/snapshot'

export const validationWords: Record<ValidationMode, string> = {
  block: 'Enforced',
  report: 'Reports only',
  off: 'Off',
}

export const validationMeanings: Record<ValidationMode, string> = {
  block: 'A request that breaks the contract gets 400 and never reaches the backend.',
  report: 'It passes; the finding stands in the log of requests.',
  off: 'Parameters and bodies are not looked at.',
}
