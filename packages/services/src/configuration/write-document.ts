import { type ConfigurationDocument, configurationFormat } from '@gatehouse/contracts/configuration'
import { webhookFields } from '@gatehouse/contracts/endpoints/webhooks'
import type { State } from './load-state.ts'
import { writeVersion } from './write-version.ts'

/** The document of a state; kinds that the reader may not see are absent. */
export function writeDocument(state: State): ConfigurationDocument {
  const { hidden } = state
  return {
    format: configurationFormat,
    organization: { name: state.organization.name },
    ...(hidden.has('teams') ? {} : { teams: uniqueNames(state.teams).map((name) => ({ name })) }),
    ...(hidden.has('webhooks') ? {} : { webhooks: writeWebhooks(state.webhooks) }),
    ...(hidden.has('stages') ? {} : { stages: state.stages.map(({ written }) => written) }),
    lint: state.lint.ruleset,
    ...(hidden.has('serviceAccounts')
      ? {}
      : {
          serviceAccounts: state.accounts.map(({ name, team, roles }) => ({
            name,
            team,
            roles: roles.map(({ id: _id, ...role }) => role),
          })),
        }),
    apis: state.apis.map(({ fields, versions }) => ({ ...fields, versions: versions.map(writeVersion) })),
    ...(hidden.has('products') ? {} : { products: state.products.map(({ written }) => written) }),
  }
}

/** Without their secrets. */
function writeWebhooks(webhooks: State['webhooks']): NonNullable<ConfigurationDocument['webhooks']> {
  return webhooks.map(({ name, url, events, enabled }) => ({
    name,
    url,
    events: webhookFields.shape.events.parse(events),
    enabled,
  }))
}

/** Nothing keeps two teams from having one name; files know the name only. */
function uniqueNames(teams: State['teams']): string[] {
  return [...new Set(teams.map(({ name }) => name))]
}
