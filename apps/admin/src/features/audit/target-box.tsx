'use client'
import { Combobox } from '@gatehouse/ui/combobox'
import { useState } from 'react'
import { useRead } from '../../api/use-read.ts'
import { auditTargetsRead } from './queries.ts'

/** Finds what entries may be about by its name. */
export function TargetBox({ value, onChange }: { value: string | null; onChange: (id: string) => void }) {
  const [text, setText] = useState('')
  const found = useRead(auditTargetsRead(text), { enabled: text.trim() !== '', keep: true })
  const items = found.data?.items ?? []
  return (
    <Combobox
      aria-label="About"
      className="w-full sm:w-64"
      placeholder="About: any name"
      searchPlaceholder="Name of an API, plan, person …"
      emptyText={text.trim() === '' ? 'Type a name.' : 'Nothing has this name.'}
      loading={found.isFetching}
      options={items.map(({ id, kind, name }) => ({
        value: id,
        label: name,
        description: kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
      }))}
      value={value ?? ''}
      onValueChange={onChange}
      onSearch={setText}
    />
  )
}
