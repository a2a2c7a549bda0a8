const verbs: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  deploy: 'deployed',
  promote: 'promoted',
  rollback: 'rolled back',
  publish: 'published',
  unpublish: 'took out of a portal',
  import: 'imported',
  reimport: 'imported a new file for',
  revoke: 'revoked',
  suspend: 'suspended',
  resume: 'resumed',
  decide: 'decided',
  approve: 'approved',
  reject: 'rejected',
  close: 'closed',
  invite: 'invited',
  deactivate: 'deactivated',
  reactivate: 'reactivated',
  assign: 'gave a role to',
  unassign: 'took a role from',
  enrol: 'made a token for a gateway of',
  remove: 'removed',
  retire: 'retired',
  revise: 'changed',
  discard: 'discarded changes of',
  order: 'reordered',
  offer: 'offered',
  put: 'set',
  preview: 'looked at',
}

const whole: Readonly<Record<string, string>> = {
  'application.end-pause': 'resumed',
  'application.pause': 'paused',
  'deprecation.advance': 'followed the deprecation program of',
  'deprecation.announce': 'announced the deprecation of',
  'deprecation.cancel': 'took back the deprecation of',
  'deprecation.end-extension': 'ended an extension of',
  'deprecation.extend': 'let an application call past the sunset of',
  'deprecation.plan': 'planned the deprecation of',
  'deprecation.remind': 'reminded callers of',
  'lint.configure': 'changed',
  'lint.end-waiver': 'ended a lint waiver of',
  'lint.fix': 'let a lint rule mend',
  'lint.waive': 'waived a lint finding of',
  'contract.describe': 'changed the docs of',
  'operation.add': 'added',
  'operation.define': 'changed the contract of',
  'saved-requests.put': 'changed the saved requests of',
  'schema.put': 'saved a shared schema of',
  'schema.remove': 'removed a shared schema of',
  'subscriber-move.run': 'moved subscribers of',
  'subscriber-move.undo': 'took back a move of',
  'subscription.request': 'asked for',
  'stage-values.put': 'saved stage values of',
  'secret.put': 'set the secret',
  'team.end-pause': 'resumed',
  'team.pause': 'paused',
  'version.pause': 'paused',
  'version.state': 'moved the lifecycle of',
  'working-copy.operation': 'changed an operation of',
  'working-copy.settings': 'changed settings of',
}

/** What an entry is about: by name, or by kind when it has none. */
export function targetText({ kind, name }: { kind: string; name: string | null }): string {
  if (name !== null) return name
  if (kind === 'deployment') return 'a revision'
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('-', ' ')
  return /^[aeiou]/.test(words) ? `an ${words}` : `a ${words}`
}

/** An action's name as a verb: `application.suspend` → `suspended`. Unknown ones are named as they are. */
export function actionText(action: string): string {
  const exact = whole[action]
  if (exact !== undefined) return exact
  const last = action.split('.').at(-1) ?? action
  return verbs[last] ?? `did ${action} on`
}
