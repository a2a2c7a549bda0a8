import { operationKey } from '@gatehouse/contracts/api-description'
import { requiredScopes } from '@gatehouse/contracts/required-scopes'
import { LinkButton } from '@gatehouse/ui/link-button'
import { StatusWord } from '@gatehouse/ui/status-word'
import { TextLink } from '@gatehouse/ui/text-link'
import { Fragment } from 'react'
import { limitsInWords } from './limit-words.ts'
import { type ListedOperation, type PortalVersionView, versionHref } from './load-version.ts'

type AccessLineProps = {
  view: PortalVersionView
  operation: ListedOperation
  /** The stage whose limits are told. */
  stageId: string | undefined
}

/** Under an operation's title: what it needs, under which plans, and how the reader stands. */
export function AccessLine({ view, operation, stageId }: AccessLineProps) {
  const plans = view.products.flatMap((product) => product.plans.map(({ name }) => name))
  const [mine] = [...view.access].sort((a, b) => order[a.state] - order[b.state])
  const plan = view.products.flatMap((product) => product.plans).find(({ name }) => name === mine?.planName)
  const limits = plan?.limits.find((each) => each.stageId === stageId)?.limits
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-y py-2.5 text-sm">
      <span className="text-muted">{operation.anonymous ? 'Open to all, no key needed' : 'Needs a key'}</span>
      {!operation.anonymous && <NeededScopes view={view} operation={operation} />}
      {plans.length > 0 && <span className="text-muted">in {[...new Set(plans)].join(', ')}</span>}
      {mine ? (
        <AccessWord access={mine} limits={limits ? limitsInWords(limits) : undefined} />
      ) : (
        !operation.anonymous &&
        plans.length > 0 && (
          <LinkButton size="sm" variant="primary" href={`${versionHref(view)}/start`} className="ml-auto">
            Get access
          </LinkButton>
        )
      )}
    </div>
  )
}

/** Only a key that was narrowed when it was made is asked for scopes, and the words say so. */
function NeededScopes({ view, operation }: Pick<AccessLineProps, 'view' | 'operation'>) {
  const described = view.description.operations.find((each) => operationKey(each) === operation.key)
  const alternatives = described ? requiredScopes(described) : []
  if (alternatives.length === 0) return null
  return (
    <span className="text-muted">
      {'narrowed keys need '}
      {alternatives.map((set, at) => (
        <Fragment key={set.join(' ')}>
          {at > 0 && ', or '}
          {set.map((scope, i) => (
            <Fragment key={scope}>
              {i > 0 && ' and '}
              <code className="text-fg text-xs">{scope}</code>
            </Fragment>
          ))}
        </Fragment>
      ))}
    </span>
  )
}

const order = { active: 0, pending: 1, suspended: 2 }

function AccessWord({ access, limits }: { access: PortalVersionView['access'][number]; limits: string | undefined }) {
  const application = <TextLink href={`/applications/${access.applicationId}`}>{access.applicationName}</TextLink>
  if (access.state === 'active') {
    return (
      <>
        <StatusWord tone="ok">{application} has access</StatusWord>
        {limits && (
          <span className="text-muted">
            {access.planName}: {limits}
          </span>
        )}
      </>
    )
  }
  if (access.state === 'pending') {
    return (
      <StatusWord tone="warn">{application} waits for approval; the API’s team decides and you get a mail</StatusWord>
    )
  }
  return <StatusWord tone="bad">{application}’s access is suspended; ask the contact on the overview</StatusWord>
}
