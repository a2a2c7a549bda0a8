'use client'
import { NativeSelect } from '@gatehouse/ui/native-select'
import { useRouter } from 'next/navigation'

type LanguageSelectProps = { current: string; languages: { id: string; label: string; href: string }[] }

/** The other languages. Without script the links of the first four remain. */
export function LanguageSelect({ current, languages }: LanguageSelectProps) {
  const router = useRouter()
  const listed = languages.some(({ id }) => id === current)
  return (
    <span className="block w-36">
      <NativeSelect
        aria-label="More languages"
        value={listed ? current : ''}
        className="h-7 text-xs"
        onChange={(event) => {
          const chosen = languages.find(({ id }) => id === event.target.value)
          if (chosen) router.replace(chosen.href, { scroll: false })
        }}
        options={[{ value: '', label: 'More…' }, ...languages.map(({ id, label }) => ({ value: id, label }))]}
      />
    </span>
  )
}
