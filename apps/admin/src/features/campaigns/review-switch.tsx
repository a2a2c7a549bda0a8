'use client'
import { NativeSelect } from '@gatehouse/ui/native-select'

type View = 'open' | 'answered' | 'all'

/** Which of one's questions are shown. */
export function ReviewSwitch({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  return (
    <div className="w-40">
      <NativeSelect
        aria-label="Shown"
        value={view}
        onChange={(event) => onChange(event.target.value as View)}
        options={[
          { value: 'open', label: 'To answer' },
          { value: 'answered', label: 'Answered' },
          { value: 'all', label: 'All' },
        ]}
      />
    </div>
  )
}
