'use client'
import { Card } from '@gatehouse/ui/card'
import { StepList } from '@gatehouse/ui/step-list'
import { TextLink } from '@gatehouse/ui/text-link'
import { useRead } from '../../api/use-read.ts'
import { useMay } from '../account/account-context.tsx'
import { gatewaysRead } from '../stages/queries.ts'

/** An empty installation: the way to the first call, with what is done already ticked. */
export function SetupChecklist() {
  const stages = useMay('stage.read')
  const gateways = useRead(gatewaysRead(), { enabled: stages.allowed, every: () => 5_000 })
  const items = gateways.data?.items ?? []
  const connected = items.filter((one) => one.health === 'connected').length
  return (
    <Card
      title="To the first call"
      description="Each step is one screen. The API’s own page leads through the later ones."
    >
      <StepList
        label="To the first call"
        steps={[
          {
            id: 'gateway',
            title: 'A gateway',
            state: connected > 0 ? 'done' : 'now',
            ...(connected > 0 ? { note: `${connected} of ${items.length} connected` } : {}),
            content: (
              <p className="text-muted text-sm">
                Requests are answered by gateways. <TextLink href="/stages">Enrol one for a stage</TextLink>
              </p>
            ),
          },
          {
            id: 'import',
            title: 'An API',
            state: connected > 0 ? 'now' : 'todo',
            content: (
              <p className="text-muted text-sm">
                An OpenAPI file is enough. <TextLink href="/apis/new">Import it</TextLink>
              </p>
            ),
          },
          { id: 'deploy', title: 'Deploy it', state: 'todo', note: 'the file’s server becomes its backend' },
          {
            id: 'offer',
            title: 'Offer and publish it',
            state: 'todo',
            note: 'a product and a free plan are made for it',
          },
          { id: 'call', title: 'The first call', state: 'todo', note: 'a developer gets a key in the portal' },
        ]}
      />
    </Card>
  )
}
