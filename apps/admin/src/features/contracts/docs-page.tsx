'use client'
import { Card } from '@gatehouse/ui/card'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { KeyValue } from '@gatehouse/ui/key-value'
import { SkeletonText } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { BookOpen } from 'lucide-react'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Markdown } from '../../components/markdown.tsx'
import { useVersion } from '../apis/version-context.tsx'
import { DocsEditor } from './docs-editor.tsx'
import { workingCopyRead } from './queries.ts'

/** What developers read first: the contract's own description, as the portal renders it. */
export function DocsPage() {
  const { page, name } = useVersion()
  const query = useRead(workingCopyRead(name))
  const [editing, setEditing] = useState(false)
  const edit = (
    <ActButton why={page.can.edit.allowed ? null : page.can.edit.why} onClick={() => setEditing(true)}>
      Edit docs
    </ActButton>
  )
  if (editing && query.data) return <DocsEditor copy={query.data} onDone={() => setEditing(false)} />
  return (
    <Loaded query={query} what="docs" needs="api.read" skeleton={<SkeletonText lines={12} />}>
      {({ content: { contract } }) => (
        <div className="grid items-start gap-8 rail:grid-cols-[1fr_18rem]">
          <article className="min-w-0 max-w-[72ch]">
            {contract.description ? (
              <Markdown>{contract.description}</Markdown>
            ) : (
              <EmptyState
                icon={<BookOpen aria-hidden />}
                title="No description"
                why="The docs are made from the contract: its info.description comes first, then each operation’s."
                action={edit}
              />
            )}
          </article>
          <Card title="In the contract" actions={contract.description ? edit : undefined}>
            <KeyValue
              look="grid"
              className="grid-cols-1"
              items={[
                { label: 'Title', value: contract.title },
                { label: 'Contract version', value: contract.version },
                ...(contract.license ? [{ label: 'Licence', value: contract.license.name }] : []),
                ...(contract.contact?.email ? [{ label: 'Contact', value: contract.contact.email }] : []),
                ...(contract.tags.length > 0
                  ? [{ label: 'Tags', value: contract.tags.map((tag) => tag.name).join(', ') }]
                  : []),
                {
                  label: 'In the portal',
                  value:
                    page.facts.portals.length === 0
                      ? 'Not published'
                      : page.facts.portals.map((portal) => (
                          <TextLink key={portal.id} href={portal.url} external>
                            {portal.name}
                          </TextLink>
                        )),
                },
              ]}
            />
          </Card>
        </div>
      )}
    </Loaded>
  )
}
