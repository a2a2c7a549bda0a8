import type { LifecycleState } from '@gatehouse/contracts/snapshot'
import type { Tone } from '@gatehouse/ui/tone'

export const stateTones: Record<LifecycleState, Tone> = {
  draft: 'neutral',
  published: 'ok',
  deprecated: 'warn',
  retired: 'bad',
}

export const stateWords: Record<LifecycleState, string> = {
  draft: 'Draft',
  published: 'Published',
  deprecated: 'Deprecated',
  retired: 'Retired',
}

/** What each state means for those outside. */
export const stateMeanings: Record<LifecycleState, string> = {
  draft: 'Developers cannot find it. Gateways answer calls to what is deployed.',
  published: 'Developers can find it in its portals and ask for access.',
  deprecated: 'It still answers. Developers see that it will go, and no new application can subscribe.',
  retired: 'Gateways answer 410 and name the successor. The contract becomes read-only.',
}

export const audienceWords = { internal: 'Internal', partner: 'Partner', public: 'Public' } as const
