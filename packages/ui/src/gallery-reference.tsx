'use client'
import { Card } from './card.tsx'
import { CodeBlock } from './code-block.tsx'
import { DiffView } from './diff-view.tsx'
import { KeyValue } from './key-value.tsx'
import { Prose } from './prose.tsx'
import { SchemaTree } from './schema-tree.tsx'
import { Tag } from './tag.tsx'

const before =
  '{\n  "type": "object",\n  "required": ["sku"],\n  "properties": {\n    "sku": { "type": "string" },\n    "status": { "enum": ["open", "closed"] },\n    "note": { "type": "string" }\n  }\n}\n'
const after =
  '{\n  "type": "object",\n  "required": ["sku", "quantity"],\n  "properties": {\n    "sku": { "type": "string" },\n    "quantity": { "type": "integer", "minimum": 1 },\n    "status": { "enum": ["closed"] },\n    "note": { "type": "string" }\n  }\n}\n'
const curl = `curl https://api.example.com/orders \\\n  --request POST \\\n  --header 'Authorization: Bearer gh_live_…4f2a' \\\n  --data '{ "sku": "A-1", "quantity": 2 }'`

/** Prose, schema, code, diff, facts. */
export function GalleryReference() {
  return (
    <>
      <div className="grid items-start gap-8 rail:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="flex min-w-0 flex-col gap-6">
          <Prose>
            <h2>Create an order</h2>
            <p>
              Places an order for a <a href="#team">team</a>. Send an <code>Idempotency-Key</code>: a repeated request
              then gets the <strong>first</strong> answer.
            </p>
            <ul>
              <li>Amounts are in minor units.</li>
              <li>Unknown properties are refused.</li>
            </ul>
            <blockquote>Orders above 10 000 EUR wait for a person.</blockquote>
          </Prose>
          <SchemaTree
            label="Body"
            rows={[
              {
                id: 'sku',
                name: 'sku',
                type: 'string',
                required: true,
                description: 'The article.',
                meta: (
                  <>
                    Example <Tag mono>A-1</Tag>
                  </>
                ),
              },
              { id: 'quantity', name: 'quantity', type: 'integer · ≥ 1', required: true },
              {
                id: 'address',
                name: 'address',
                type: 'object',
                description: 'Where it goes. The default address of the team without it.',
                open: true,
                children: [
                  { id: 'street', name: 'street', type: 'string', required: true },
                  { id: 'zip', name: 'zip', type: 'string · max 10', deprecated: true, description: 'Use postcode.' },
                ],
              },
            ]}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <CodeBlock title="Request" language="shell" code={curl} />
          <CodeBlock
            title="201 Created"
            language="json"
            code={'{\n  "id": "ord_01J9X7K2",\n  "total": 12900,\n  "paid": false\n}'}
          />
        </div>
      </div>
      <DiffView before={before} after={after} beforeLabel="r11" afterLabel="r12" language="json" />
      <Card title="Facts">
        <KeyValue
          items={[
            { label: 'Host', value: <code>api.example.com</code> },
            { label: 'Region', value: 'Frankfurt', note: 'nearest to 80 % of the calls' },
            { label: 'Owner', value: 'Team Commerce' },
          ]}
        />
      </Card>
    </>
  )
}
