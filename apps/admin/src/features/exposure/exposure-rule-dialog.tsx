'use client'
import { putExposureRule } from '@gatehouse/contracts/endpoints/exposure'
import { Button } from '@gatehouse/ui/button'
import { Checkbox } from '@gatehouse/ui/checkbox'
import { Dialog } from '@gatehouse/ui/dialog'
import { toast } from '@gatehouse/ui/toast'
import { Settings2 } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useRead } from '../../api/use-read.ts'
import { ActButton } from '../../components/act-button.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useMay } from '../account/account-context.tsx'
import { forbidable, kindMeanings, kindWords } from './exposure-text.ts'
import { exposureRuleRead } from './queries.ts'

type Forbidden = (typeof forbidable)[number]

/** Which exposures no promotion may bring any more, where a stage's gate has the check. */
export function ExposureRuleDialog() {
  const { data } = useRead(exposureRuleRead())
  const may = useMay('guardrail.manage')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<readonly Forbidden[] | null>(null)
  const put = useAct(putExposureRule, {
    onDone: () => {
      setOpen(false)
      toast.success('It holds from now on')
    },
  })
  if (!data) return null
  const forbid = chosen ?? data.forbid
  return (
    <Dialog
      title="Forbid new exposures"
      description="The gate check “Exposure” fails for what is new of these kinds. What is exposed already stays reported here, and blocks nothing."
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setChosen(null)
        put.reset()
      }}
      trigger={
        <Button variant="ghost" icon={<Settings2 aria-hidden />}>
          {data.forbid.length === 0 ? 'Forbid new ones' : `${data.forbid.length} of 3 kinds forbidden`}
        </Button>
      }
      footer={
        <>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <ActButton
            variant="primary"
            loading={put.running}
            why={may.allowed ? null : may.why}
            onClick={() => void put.run({ forbid: [...forbid] }, data.etag).catch(() => undefined)}
          >
            Save
          </ActButton>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ProblemBanner problem={put.problem} />
        {forbidable.map((kind) => (
          <Checkbox
            key={kind}
            label={kindWords[kind]}
            description={kindMeanings[kind]}
            checked={forbid.includes(kind)}
            disabled={!may.allowed}
            onChange={(event) =>
              setChosen(forbidable.filter((one) => (one === kind ? event.target.checked : forbid.includes(one))))
            }
          />
        ))}
      </div>
    </Dialog>
  )
}
