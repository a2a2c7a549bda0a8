'use client'
import { setProductTools } from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { Combobox } from '@gatehouse/ui/combobox'
import { Dialog } from '@gatehouse/ui/dialog'
import { Field } from '@gatehouse/ui/field'
import { plural } from '@gatehouse/ui/format'
import { RadioGroup } from '@gatehouse/ui/radio'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { operationsRead } from '../contracts/queries.ts'
import type { ProductView } from './product-view.ts'

type Choice = 'none' | 'all' | 'chosen'

/** Whether AI agents may call the product's operations, and which. */
export function AgentsCard({ product, why }: { product: ProductView; why: string | null }) {
  const { tools } = product
  return (
    <Card
      title="AI agents"
      description="Operations as tools of the gateways’ MCP endpoint, with the application’s key, limits and records."
      actions={<ToolsDialog product={product} why={why} />}
    >
      <p className="text-sm">
        {tools === null
          ? 'Agents are offered nothing of this product.'
          : tools === 'all'
            ? 'Agents are offered every operation that the product bundles, new ones included.'
            : `Agents are offered ${plural(tools.length, 'chosen operation')}.`}
      </p>
    </Card>
  )
}

function ToolsDialog({ product, why }: { product: ProductView; why: string | null }) {
  const [open, setOpen] = useState(false)
  const [choice, setChoice] = useState<Choice>('none')
  const [chosen, setChosen] = useState<string[]>([])
  const save = useAct(setProductTools, { onDone: () => setOpen(false) })
  if (why) {
    return (
      <ActButton size="sm" why={why}>
        Change
      </ActButton>
    )
  }
  const start = (next: boolean) => {
    const { tools } = product
    setChoice(tools === null ? 'none' : tools === 'all' ? 'all' : 'chosen')
    setChosen(Array.isArray(tools) ? [...tools] : [])
    setOpen(next)
  }
  const tools = choice === 'none' ? null : choice === 'all' ? ('all' as const) : (chosen as Id<'operation'>[])
  return (
    <Dialog
      open={open}
      onOpenChange={start}
      title={`What agents may call of ${product.name}`}
      description="It holds at once. Each call is validated, limited and counted like any other call of the application."
      trigger={<Button size="sm">Change</Button>}
      footer={
        <>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            variant="primary"
            loading={save.running}
            disabled={choice === 'chosen' && chosen.length === 0}
            onClick={() => save.run({ productId: product.id, tools }, product.etag).catch(() => undefined)}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ProblemBanner problem={save.problem} />
        <RadioGroup
          legend="Offered to agents"
          name="offered"
          value={choice}
          onValueChange={(value) => setChoice(value as Choice)}
          options={[
            { value: 'none', label: 'Nothing' },
            {
              value: 'chosen',
              label: 'Chosen operations',
              description: 'The safe choice: those that an agent shall use.',
            },
            {
              value: 'all',
              label: 'Every operation',
              description: 'Also those that change and remove data, and those that are added later.',
            },
          ]}
        />
        {choice === 'chosen' && <OperationChoice product={product} chosen={chosen} onChange={setChosen} />}
      </div>
    </Dialog>
  )
}

type OperationChoiceProps = { product: ProductView; chosen: string[]; onChange: (chosen: string[]) => void }

function OperationChoice({ product, chosen, onChange }: OperationChoiceProps) {
  const versions = [...new Map(product.items.map((item) => [item.versionId, item])).values()]
  return (
    <>
      {versions.map((item) => (
        <VersionOperations
          key={item.versionId}
          item={item}
          many={versions.length > 1}
          chosen={chosen}
          onChange={onChange}
        />
      ))}
    </>
  )
}

type VersionOperationsProps = {
  item: ProductView['items'][number]
  many: boolean
  chosen: string[]
  onChange: (chosen: string[]) => void
}

function VersionOperations({ item, many, chosen, onChange }: VersionOperationsProps) {
  const [search, setSearch] = useState('')
  const path = { api: item.apiSlug, version: item.versionName }
  const query = useRead(operationsRead(path, search ? { q: search, limit: 200 } : { limit: 200 }), { keep: true })
  return (
    <Field label={many ? `Operations of ${item.apiName} ${item.versionName}` : 'Operations'} name="tools">
      <Combobox
        multiple
        options={(query.data?.items ?? []).map((operation) => ({
          value: operation.id,
          label: operation.key,
          description: operation.summary ?? '',
        }))}
        value={chosen}
        onValueChange={onChange}
        onSearch={setSearch}
        loading={query.isFetching}
        placeholder="Choose operations"
      />
    </Field>
  )
}
