'use client'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { CodeBlock } from './code-block.tsx'
import { CopyableId } from './copyable-id.tsx'
import { DropdownMenu } from './dropdown-menu.tsx'
import { Pipeline } from './pipeline.tsx'
import { ReceiptList } from './receipt-list.tsx'
import { RelativeTime } from './relative-time.tsx'
import { StatusWord } from './status-word.tsx'
import { StepList } from './step-list.tsx'
import { Timeline } from './timeline.tsx'

function StageFacts({
  revision,
  hash,
  gateways,
  share,
  ago,
}: {
  revision: string
  hash: string
  gateways: string
  share: string
  ago: number
}) {
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-baseline gap-2">
        <span className="font-semibold text-lg">{revision}</span>
        <CopyableId value={hash} shorten={[6, 4]} />
      </p>
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        <StatusWord tone="ok">{gateways} serving</StatusWord>
        <StatusWord tone="ok">Healthy</StatusWord>
      </p>
      <p className="text-muted">{share}</p>
      <p className="text-muted">
        <RelativeTime value={Date.now() - ago} /> by Maria Keller
      </p>
    </div>
  )
}

const menu = (
  <DropdownMenu quiet label="Stage" items={[{ label: 'Roll back to r10' }, { label: 'Pause' }, { label: 'History' }]} />
)

/** Pipeline, timeline, steps and receipts. */
export function GalleryFlows() {
  return (
    <>
      <Pipeline
        label="Stages"
        cards={[
          {
            id: 'development',
            title: 'Development',
            aside: menu,
            content: (
              <StageFacts
                revision="r13"
                hash="9c1f0a77d2e4b8"
                gateways="3/3"
                share="38 calls/min · 0.1 % errors"
                ago={7_300_000}
              />
            ),
          },
          {
            id: 'staging',
            title: 'Staging',
            aside: menu,
            content: (
              <StageFacts
                revision="r12"
                hash="4f2a91c0aa17ee"
                gateways="2/2"
                share="6 calls/min · 0 % errors"
                ago={90_000_000}
              />
            ),
          },
          {
            id: 'production',
            title: 'Production',
            marked: true,
            aside: menu,
            content: (
              <StageFacts
                revision="r11"
                hash="b07d33f1c9a210"
                gateways="4/4"
                share="1.2 k calls/min · 0.3 % errors, as last week"
                ago={780_000_000}
              />
            ),
          },
        ]}
        links={[
          { text: '2 added, 1 breaking', action: <Button size="sm">Promote</Button> },
          { text: '3 added · last gate: 1 failed', action: <Button size="sm">Promote</Button> },
        ]}
      />
      <div className="grid items-start gap-6 rail:grid-cols-2">
        <Card title="What happened" description="Phases in order, with what each one decided.">
          <Timeline
            label="Phases"
            steps={[
              { id: 'match', title: 'Match', outcome: 'passed', fact: 'POST /orders', time: '12 µs' },
              { id: 'auth', title: 'Sign-in', outcome: 'passed', fact: 'key …4f2a of Shop', time: '31 µs' },
              { id: 'limit', title: 'Limit', outcome: 'passed', fact: '93 of 100, resets 12:05', time: '9 µs' },
              { id: 'headers', title: 'Headers', outcome: 'changed', fact: '1 added', time: '4 µs' },
              {
                id: 'body',
                title: 'Body',
                outcome: 'refused',
                fact: 'quantity must be at least 1',
                time: '210 µs',
                content: (
                  <CodeBlock
                    language="json"
                    lineNumbers
                    marks={{ 3: 'bad' }}
                    code={'{\n  "sku": "A-1",\n  "quantity": 0,\n  "note": null\n}'}
                  />
                ),
              },
              { id: 'cache', title: 'Cache', outcome: 'skipped', fact: 'because POST is never cached' },
              { id: 'backend', title: 'Backend', outcome: 'not-reached' },
            ]}
          />
        </Card>
        <div className="flex flex-col gap-6">
          <Card title="First steps">
            <StepList
              label="First steps"
              steps={[
                { id: 'account', title: 'Account', state: 'done', note: 'maria@example.com' },
                { id: 'application', title: 'Application', state: 'done', note: 'My first app' },
                { id: 'access', title: 'Access', state: 'waiting', note: 'waiting for Team Commerce since 2 h' },
                {
                  id: 'key',
                  title: 'Credential',
                  state: 'now',
                  content: <Button variant="primary">Create key</Button>,
                },
                { id: 'call', title: 'First call', state: 'todo' },
              ]}
            />
          </Card>
          <Card title="Receipts" flush>
            <ReceiptList
              className="px-4"
              label="Receipts"
              items={[
                { id: 'a', name: 'gw-eu-1', tone: 'ok', word: 'Serving r12', time: '84 ms' },
                { id: 'b', name: 'gw-eu-2', tone: 'info', word: 'Loading', busy: true, time: '1.2 s' },
                {
                  id: 'c',
                  name: 'gw-us-1',
                  tone: 'bad',
                  word: 'Refused',
                  time: '91 ms',
                  detail: 'Certificate expired on 3 Nov. Still serving r11.',
                },
                { id: 'd', name: 'gw-us-2', tone: 'neutral', word: 'Unseen', time: '3 d' },
              ]}
            />
          </Card>
        </div>
      </div>
    </>
  )
}
