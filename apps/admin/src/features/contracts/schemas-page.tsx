'use client'
import { putSchema } from '@gatehouse/contracts/endpoints/contract-editing'
import { Button } from '@gatehouse/ui/button'
import { DataTable } from '@gatehouse/ui/data-table'
import { Dialog } from '@gatehouse/ui/dialog'
import { EmptyState } from '@gatehouse/ui/empty-state'
import { Field } from '@gatehouse/ui/field'
import { FilterBar } from '@gatehouse/ui/filter-bar'
import { plural } from '@gatehouse/ui/format'
import { Input } from '@gatehouse/ui/input'
import { SectionHeader } from '@gatehouse/ui/section-header'
import { SkeletonTable } from '@gatehouse/ui/skeleton'
import { TextLink } from '@gatehouse/ui/text-link'
import { ArrowLeft, Braces, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { useId } from 'react'
import { given } from '../../api/read.ts'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { ProblemForm } from '../../components/problem-form.tsx'
import { usePaging } from '../../components/use-paging.ts'
import { useVersion } from '../apis/version-context.tsx'
import { schemasRead } from './queries.ts'

/** Schemas that several operations share. */
export function SchemasPage() {
  const { name, base } = useVersion()
  const [q, setQ] = useQueryState('q', parseAsString)
  const paging = usePaging()
  const query = useRead(schemasRead(name, { ...(given({ q, cursor: paging.cursor }) as object), limit: 100 }), {
    keep: true,
  })
  return (
    <section className="flex flex-col gap-4">
      <TextLink href={`${base}/contract`} quiet className="inline-flex w-fit items-center gap-1.5 text-muted text-sm">
        <ArrowLeft aria-hidden className="size-3.5" /> All operations
      </TextLink>
      <SectionHeader
        title="Shared schemas"
        description="Types that operations refer to by name. A change shows wherever one is used."
        actions={query.data && <NewSchema etag={query.data.workingCopyEtag} />}
      />
      <FilterBar
        search={{
          value: q ?? '',
          placeholder: 'Search schemas',
          onChange: (text) => {
            paging.reset()
            void setQ(text || null)
          },
        }}
        filters={[]}
        values={{}}
        onChange={() => undefined}
        onClear={() => void setQ(null)}
        actions={query.data && <span aria-live="polite">{plural(query.data.total, 'schema')}</span>}
      />
      <Loaded query={query} what="schemas" needs="api.read" skeleton={<SkeletonTable rows={6} columns={3} />}>
        {(data) => (
          <DataTable
            caption="Shared schemas of the working copy"
            rows={data.items}
            rowId={(row) => row.name}
            rowHref={(row) => `${base}/contract/schemas/${encodeURIComponent(row.name)}`}
            {...paging.pager(data.next)}
            empty={
              q ? (
                <EmptyState title="No schema matches" why="No shared schema has this in its name." />
              ) : (
                <EmptyState
                  icon={<Braces aria-hidden />}
                  title="No shared schemas"
                  why="Each operation describes its own values. A schema with a name can be used by several."
                  action={<NewSchema etag={data.workingCopyEtag} />}
                />
              )
            }
            columns={[
              { id: 'name', header: 'Name', width: '40%', cell: (row) => <code>{row.name}</code> },
              { id: 'type', header: 'Type', cell: (row) => <span className="font-normal text-muted">{row.type}</span> },
              {
                id: 'uses',
                header: 'Used by',
                cell: (row) => (
                  <span className="font-normal text-muted">
                    {row.uses === 0 ? 'nothing' : plural(row.uses, 'place')}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  )
}

function NewSchema({ etag }: { etag: number }) {
  const { page, name, base } = useVersion()
  const form = useId()
  const router = useRouter()
  const create = useAct(putSchema, {
    onDone: (schema) => router.push(`${base}/contract/schemas/${encodeURIComponent(schema.name)}`),
  })
  if (!page.can.edit.allowed) return <ActButton why={page.can.edit.why}>New schema</ActButton>
  return (
    <Dialog
      title="New shared schema"
      description="An object without properties at first."
      trigger={<Button icon={<Plus aria-hidden />}>New schema</Button>}
      footer={
        <Button type="submit" form={form} variant="primary" loading={create.running}>
          Create schema
        </Button>
      }
    >
      <ProblemForm
        id={form}
        problem={create.problem}
        submit={(data) =>
          create.run(
            { ...name, schemaName: String(data.get('schemaName')), schema: { type: 'object' }, create: true },
            etag,
          )
        }
      >
        <Field label="Name" name="schemaName" required hint="Letters, digits, “.”, “_” and “-”.">
          <Input mono pattern="[A-Za-z0-9._\-]{1,120}" placeholder="Order" autoFocus />
        </Field>
      </ProblemForm>
    </Dialog>
  )
}
