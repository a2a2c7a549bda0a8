import type { ChainStep } from '@gatehouse/contracts/endpoints/access-engine'
import { TextLink } from '@gatehouse/ui/text-link'
import { Timeline, type TimelineOutcome } from '@gatehouse/ui/timeline'

const titles: Record<ChainStep['step'], string> = {
  caller: 'Caller',
  version: 'Version',
  credential: 'Credential',
  application: 'Application',
  subscription: 'Subscription and plan',
  product: 'Product',
  scopes: 'Scopes',
  rule: 'Rule',
  guardrail: 'Guardrail',
  requirement: 'Requirement',
}

const outcomes: Record<ChainStep['outcome'], TimelineOutcome> = {
  passed: 'passed',
  refused: 'refused',
  depends: 'changed',
  skipped: 'not-reached',
}

/** The chain that decides, link by link, as the gateway asks. */
export function ChainList({ chain }: { chain: readonly ChainStep[] }) {
  return (
    <Timeline
      label="What decides"
      steps={chain.map((link, at) => ({
        id: `${link.step} ${at}`,
        title: titles[link.step],
        outcome: outcomes[link.outcome],
        ...(link.outcome === 'depends' ? { word: 'Depends' } : {}),
        fact:
          link.href === null ? (
            link.sentence
          ) : (
            <>
              {link.sentence} <TextLink href={link.href}>Open</TextLink>
            </>
          ),
      }))}
    />
  )
}
