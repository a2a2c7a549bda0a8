import type { RuleHits } from '@gatehouse/contracts/endpoints/policy-reviews'
import type { OperationEntry, Reviewed } from './collect-stage.ts'
import type { Callers } from './load-callers.ts'

/** Sentences that both forms of the document share. */

export function dayText(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
}

export function hitsText({ allowed, refused, lastAt }: RuleHits, days: number): string {
  if (allowed + refused === 0) return `decided no call in ${days} days`
  return `in ${days} days ${number(allowed)} allowed, ${number(refused)} refused, last ${dayText(lastAt ?? '')}`
}

export function reviewText({ state, reviewer, at, hash }: Reviewed): string {
  const by = `${reviewer ?? 'nobody'}${at === null ? '' : ` on ${dayText(at)}`}`
  const short = hash.slice(0, 12)
  switch (state) {
    case 'reviewed':
      return `Reviewed by ${by} (${short}).`
    case 'due':
      return `Reviewed by ${by} (${short}); due for review again.`
    case 'changed':
      return `Changed since it was reviewed by ${by}; what is in force (${short}) nobody has reviewed.`
    case 'never':
      return `Never reviewed (${short}).`
  }
}

export function callersText({ anonymous, callers }: Pick<OperationEntry, 'anonymous' | 'callers'>): string {
  const products = callers.map(productText)
  if (anonymous) return 'Anybody, without a credential.'
  if (products.length === 0) return 'Nobody: no product has it.'
  return `Subscribers of ${products.join('; ')}.`
}

function productText({ product, plans }: Callers[number]): string {
  const texts = plans.map(
    ({ name, applications }) => `${name}: ${applications === 1 ? '1 application' : `${applications} applications`}`,
  )
  return texts.length === 0 ? `${product} (no plan)` : `${product} (${texts.join(', ')})`
}

function number(value: number): string {
  return value.toLocaleString('en')
}
