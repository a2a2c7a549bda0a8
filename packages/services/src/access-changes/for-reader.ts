import type { Actor } from '@gatehouse/contracts/actor'
import type { AccessChangeShown } from '@gatehouse/contracts/endpoints/access-changes'
import { mayAct } from '../apis/acting.ts'

/** What is shown, without the applications and persons of others where the reader may not see them: they stay counted. */
export function forReader<T extends Pick<AccessChangeShown, 'diff'>>(actor: Actor, shown: T): T {
  if (shown.diff === null) return shown
  const applications = mayAct(actor, 'application.read', {}).allowed
  const persons = mayAct(actor, 'person.read', {}).allowed
  if (applications && persons) return shown
  const hide = (list: NonNullable<AccessChangeShown['diff']>['gains']) =>
    applications ? list : list.map((one) => ({ ...one, applications: [] }))
  const { diff } = shown
  return {
    ...shown,
    diff: { ...diff, gains: hide(diff.gains), losses: hide(diff.losses), persons: persons ? diff.persons : [] },
  }
}
