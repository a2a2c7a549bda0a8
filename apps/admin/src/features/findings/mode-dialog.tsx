'use client'
import { putStageValues, type StageValuesView } from '@gatehouse/contracts/endpoints/deployments'
import type { FindingSideName, FindingSideView } from '@gatehouse/contracts/endpoints/findings'
import type { StageValues } from '@gatehouse/contracts/stage-values'
import { Banner } from '@gatehouse/ui/banner'
import { ConfirmDialog } from '@gatehouse/ui/confirm-dialog'
import { RadioGroup } from '@gatehouse/ui/radio'
import { toast } from '@gatehouse/ui/toast'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { valuesMove, valuesWaitFor } from '../apis/values-move.ts'
import { useVersion } from '../apis/version-context.tsx'
import { validationWords } from '../contracts/validation-text.ts'
import { modeMeanings, sideWords } from './side-text.ts'
import { type Choice, savedMode, withMode } from './stage-modes.ts'

const modes = ['block', 'report', 'off'] as const

type ModeDialogProps = {
  side: FindingSideName
  /** Key of the one operation that it is about; else all of the stage. */
  operation?: string
  view: FindingSideView
  stage: StageValuesView
  onClose: () => void
}

/** Sets how one side is validated on a stage, and says before a switch to block whom it would refuse. */
export function ModeDialog({ side, operation, view, stage, onClose }: ModeDialogProps) {
  const { page, name, startMove } = useVersion()
  const card = page.pipeline.find((one) => one.stage.id === stage.stage.id)
  const runsFrom = `It runs from the next ${card ? valuesWaitFor(card) : 'deploy'}`
  const saved = savedMode(stage.values, side, operation)
  const [choice, setChoice] = useState<Choice>(saved)
  const save = useAct(putStageValues)
  const inherited = operation === undefined ? sideWords[side].inherited : 'As the stage says'
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${sideWords[side].label} ${operation === undefined ? '' : `of ${operation} `}on ${stage.stage.name}`}
      consequence={`Saved with the values of ${stage.stage.name}. ${runsFrom} there on.`}
      action="Save"
      tone={choice === 'block' ? 'amber' : 'primary'}
      onConfirm={async () => {
        const values: StageValues = withMode(stage.values, side, operation, choice)
        await save.run({ ...name, stage: stage.stage.slug, values }, stage.etag)
        toast.success(`Saved for ${stage.stage.name}`, {
          description: `${runsFrom} on.`,
          ...(card && {
            action: {
              label: card.stage.accepts === 'deploy' ? 'Deploy' : 'Promote',
              onClick: () => startMove(valuesMove(card)),
            },
          }),
        })
        onClose()
      }}
    >
      <div className="flex flex-col gap-4">
        <RadioGroup
          legend="Validation"
          hideLegend
          name="mode"
          value={choice}
          onValueChange={(value) => setChoice(value as Choice)}
          options={[
            ...modes.map((mode) => ({
              value: mode,
              label: validationWords[mode],
              description: modeMeanings[side][mode],
            })),
            { value: 'inherit', label: inherited },
          ]}
        />
        {choice === 'block' && (
          <Banner tone={view.reported > 0 ? 'warn' : 'info'} compact title={view.sentence}>
            {view.reported > 0 && 'Who they are and what they send stands on this page.'}
          </Banner>
        )}
      </div>
    </ConfirmDialog>
  )
}
