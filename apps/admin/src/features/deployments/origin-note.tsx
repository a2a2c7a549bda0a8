import type { DeploymentView } from '@gatehouse/contracts/endpoints/deployment-views'
import { TextLink } from '@gatehouse/ui/text-link'

/** Where a revision comes from beyond the person: `CI (commit 4f2a9c1)`, or the file. */
export function OriginNote({ origin }: { origin: DeploymentView['origin'] }) {
  const commit = origin.ci?.commit ?? origin.commit
  const text = origin.ci
    ? `CI${commit ? ` (commit ${commit.slice(0, 7)})` : ''}`
    : commit
      ? `commit ${commit.slice(0, 7)}`
      : origin.fileName
  if (!text) return null
  return (
    <span className="block truncate text-muted text-xs">
      from{' '}
      {origin.ci?.run ? (
        <TextLink href={origin.ci.run} external>
          {text}
        </TextLink>
      ) : (
        text
      )}
    </span>
  )
}
