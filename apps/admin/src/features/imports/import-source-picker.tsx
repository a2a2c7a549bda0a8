'use client'
import { Tabs } from '@gatehouse/ui/tabs'
import { AddressSource, GitSource } from './address-source.tsx'
import type { Source } from './import-asked.ts'
import { PasteSource } from './paste-source.tsx'
import { UploadSource } from './upload-source.tsx'

export type ImportSourceProps = { busy: boolean; onSource: (source: Source) => void }

/** A contract by file, pasted, from an address or from Git. */
export function ImportSourcePicker(props: ImportSourceProps) {
  return (
    <Tabs
      label="Where the contract comes from"
      look="pills"
      tabs={[
        { value: 'upload', label: 'Upload', content: <UploadSource {...props} /> },
        { value: 'paste', label: 'Paste', content: <PasteSource {...props} /> },
        { value: 'url', label: 'URL', content: <AddressSource {...props} /> },
        { value: 'git', label: 'Git', content: <GitSource {...props} /> },
      ]}
    />
  )
}
