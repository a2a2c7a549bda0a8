'use client'
import { Card } from '@gatehouse/ui/card'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import type { ApplicationView } from './applications-page.tsx'
import { stagesRead } from './queries.ts'

/** How an AI agent is given the application's tools; only where a product that it has access to offers some. */
export function AgentsCard({ application }: { application: ApplicationView }) {
  const offered = application.subscriptions.some(({ state, product }) => state === 'active' && product.tools)
  const stages = useRead(stagesRead(), { enabled: offered })
  const [chosen, choose] = useState('')
  const stage = stages.data?.items.find(({ id }) => id === chosen) ?? stages.data?.items[0]
  if (!offered || stage === undefined) return null
  const config = {
    mcpServers: {
      [`gatehouse-${stage.exposure}`]: {
        type: 'http',
        url: `${stage.gatewayUrl}/mcp`,
        headers: { Authorization: `Bearer YOUR_${stage.name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}_KEY` },
      },
    },
  }
  return (
    <Card
      title="AI agents"
      description="Operations of this application’s APIs as tools of any MCP client, under the same plan and limits."
      actions={
        (stages.data?.items.length ?? 0) > 1 && (
          <NativeSelect
            aria-label="Stage"
            className="w-40"
            value={stage.id}
            onChange={(event) => choose(event.target.value)}
            options={(stages.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        )
      }
    >
      <p className="pb-3 text-sm">
        Put this into the client’s configuration, with a key of this application for {stage.name}.
      </p>
      <CodeBlock language="json" code={JSON.stringify(config, null, 2)} />
    </Card>
  )
}
