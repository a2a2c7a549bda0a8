'use client'
import type { EndpointInput } from '@gatehouse/contracts/endpoint'
import type { setProductItems } from '@gatehouse/contracts/endpoints/products'
import type { Id } from '@gatehouse/contracts/ids'
import { Combobox } from '@gatehouse/ui/combobox'
import { Field } from '@gatehouse/ui/field'
import { IconButton } from '@gatehouse/ui/icon-button'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { apisRead } from '../apis/queries.ts'
import { operationsRead } from '../contracts/queries.ts'
import type { ProductView } from './product-view.ts'

export type ItemDraft = {
  versionId: string
  apiSlug: string
  apiName: string
  versionName: string
  include: 'version' | 'tag' | 'operations'
  tag: string
  operationIds: string[]
}

export function itemDraft(item: ProductView['items'][number]): ItemDraft {
  return { ...item, tag: item.tag ?? '', operationIds: [...item.operationIds] }
}

type ItemsInput = EndpointInput<typeof setProductItems>['items']

export function itemsOf(drafts: readonly ItemDraft[]): ItemsInput {
  return drafts.map((draft) => {
    const versionId = draft.versionId as Id<'version'>
    if (draft.include === 'tag') return { include: 'tag', versionId, tag: draft.tag }
    if (draft.include === 'operations') {
      return { include: 'operations', versionId, operationIds: draft.operationIds as Id<'operation'>[] }
    }
    return { include: 'version', versionId }
  })
}

type ItemPickerProps = { items: readonly ItemDraft[]; onChange: (items: ItemDraft[]) => void }

/** Which versions a product bundles: whole, by tag, or chosen operations. */
export function ItemPicker({ items, onChange }: ItemPickerProps) {
  const [search, setSearch] = useState('')
  const apis = useRead(apisRead(search ? { q: search, limit: 30 } : { limit: 30 }), { keep: true })
  const versions = (apis.data?.items ?? []).flatMap((api) => api.versions.map((version) => ({ api, version })))
  const options = versions
    .filter(({ version }) => !items.some((item) => item.versionId === version.id && item.include === 'version'))
    .map(({ api, version }) => ({
      value: version.id,
      label: `${api.name} ${version.name}`,
      description: `${api.team.name} · ${version.operations} operations`,
    }))
  const add = (id: string) => {
    const found = versions.find(({ version }) => version.id === id)
    if (!found) return
    const { api, version } = found
    onChange([
      ...items,
      {
        versionId: version.id,
        apiSlug: api.slug,
        apiName: api.name,
        versionName: version.name,
        include: 'version',
        tag: '',
        operationIds: [],
      },
    ])
  }
  const change = (at: number, part: Partial<ItemDraft>) =>
    onChange(items.map((item, index) => (index === at ? { ...item, ...part } : item)))
  return (
    <div className="flex flex-col gap-4">
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {items.map((item, index) => (
            <li key={`${item.versionId} ${item.include}`} className="flex flex-col gap-3 p-3 text-sm">
              <div className="flex items-center gap-2">
                <span className="min-w-0 flex-1 truncate font-medium">
                  {item.apiName} {item.versionName}
                </span>
                <NativeSelect
                  aria-label={`What of ${item.apiName} ${item.versionName}`}
                  className="w-48"
                  value={item.include}
                  onChange={(event) => change(index, { include: event.target.value as ItemDraft['include'] })}
                  options={[
                    { value: 'version', label: 'Whole version' },
                    { value: 'tag', label: 'Operations with a tag' },
                    { value: 'operations', label: 'Chosen operations' },
                  ]}
                />
                <IconButton
                  label={`Remove ${item.apiName} ${item.versionName}`}
                  variant="ghost"
                  icon={<X aria-hidden />}
                  onClick={() => onChange(items.filter((_, at) => at !== index))}
                />
              </div>
              {item.include !== 'version' && <OperationChoice item={item} onChange={(part) => change(index, part)} />}
            </li>
          ))}
        </ul>
      )}
      <Field label="Add a version" name="items">
        <Combobox
          options={options}
          value=""
          onValueChange={add}
          onSearch={setSearch}
          loading={apis.isFetching}
          placeholder="Choose an API and version"
          emptyText="No API has that name."
        />
      </Field>
    </div>
  )
}

function OperationChoice({ item, onChange }: { item: ItemDraft; onChange: (part: Partial<ItemDraft>) => void }) {
  const [search, setSearch] = useState('')
  const query = useRead(
    operationsRead(
      { api: item.apiSlug, version: item.versionName },
      search ? { q: search, limit: 200 } : { limit: 200 },
    ),
    { keep: true },
  )
  if (item.include === 'tag') {
    return (
      <NativeSelect
        aria-label="Tag"
        value={item.tag}
        onChange={(event) => onChange({ tag: event.target.value })}
        options={[
          { value: '', label: 'Choose a tag' },
          ...(query.data?.tags ?? []).map((tag) => ({ value: tag.name, label: `${tag.name} (${tag.count})` })),
        ]}
      />
    )
  }
  return (
    <Combobox
      multiple
      aria-label="Operations"
      options={(query.data?.items ?? []).map((operation) => ({
        value: operation.id,
        label: operation.key,
        description: operation.summary ?? '',
      }))}
      value={item.operationIds}
      onValueChange={(operationIds) => onChange({ operationIds })}
      onSearch={setSearch}
      loading={query.isFetching}
      placeholder="Choose operations"
    />
  )
}
