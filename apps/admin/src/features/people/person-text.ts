import type { PersonSummary } from '@gatehouse/contracts/endpoints/people'
import type { AssignmentView } from '@gatehouse/contracts/endpoints/roles'
import type { Tone } from '@gatehouse/ui/tone'

export const personStates: Record<PersonSummary['state'], { tone: Tone; word: string }> = {
  active: { tone: 'ok', word: 'Active' },
  invited: { tone: 'info', word: 'Invited' },
  deactivated: { tone: 'bad', word: 'Deactivated' },
}

export const teamRoleWords = { owner: 'Owner', admin: 'Admin', developer: 'Developer' } as const

/** Where a role holds: `everywhere`, `Team Commerce`, `API Orders`. */
export function scopeText({ scope, scopeName }: Pick<AssignmentView, 'scope' | 'scopeName'>): string {
  if (scope.kind === 'organization') return 'everywhere'
  return `${scope.kind === 'team' ? 'Team' : 'API'} ${scopeName ?? 'that is gone'}`
}
