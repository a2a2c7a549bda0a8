'use client'
import type { CampaignView } from '@gatehouse/contracts/endpoints/campaign-views'
import { getCampaignDocument } from '@gatehouse/contracts/endpoints/campaigns'
import { Button } from '@gatehouse/ui/button'
import { Card } from '@gatehouse/ui/card'
import { CodeBlock } from '@gatehouse/ui/code-block'
import { CopyableId } from '@gatehouse/ui/copyable-id'
import { toast } from '@gatehouse/ui/toast'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/use-act.ts'

const formats = [
  ['json', 'JSON'],
  ['html', 'To read (HTML)'],
  ['md', 'Markdown'],
] as const
const types = { json: 'application/json', html: 'text/html', md: 'text/markdown' } as const

/** The signed result: to keep, to read, to hand on; and how anybody verifies it. */
export function ResultCard({ campaign }: { campaign: CampaignView }) {
  const [busy, setBusy] = useState<string>()
  const download = async (format: (typeof formats)[number][0]) => {
    setBusy(format)
    try {
      const { fileName, text } = await call(getCampaignDocument, { campaignId: campaign.id, format }, {})
      const address = URL.createObjectURL(new Blob([text], { type: types[format] }))
      const link = Object.assign(document.createElement('a'), { href: address, download: fileName })
      link.click()
      URL.revokeObjectURL(address)
    } catch (error) {
      toast.error(problemOf(error).detail ?? problemOf(error).title)
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <Card
      title="Signed result"
      description="Every item with who decided, when, and what came of it: names as they were then. It never changes; its hash stands in the audit log."
    >
      <div className="flex flex-wrap gap-2">
        {formats.map(([format, label]) => (
          <Button
            key={format}
            icon={<Download aria-hidden />}
            loading={busy === format}
            onClick={() => void download(format)}
          >
            {label}
          </Button>
        ))}
      </div>
      <p className="mt-4 mb-1.5 text-muted text-sm">Anybody can verify it, also offline:</p>
      <CodeBlock code="gatehouse verify-document access-review.json" language="shell" />
      {campaign.documentSha256 && (
        <p className="mt-3 text-muted text-xs">
          SHA-256 of the JSON file: <CopyableId value={campaign.documentSha256} />
        </p>
      )}
    </Card>
  )
}
