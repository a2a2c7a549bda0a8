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
}

/** An action's name as a verb: `application.suspend` → `suspended`. Unknown ones are named as they are. */
export function actionText(action: string): string {
  const last = action.split('.').at(-1) ?? action
  return verbs[last] ?? `did ${action} on`
}
