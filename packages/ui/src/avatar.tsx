import { classNames } from './class-names.ts'

/** Initials of a name; decorative beside the name, labelled when alone. */
export function Avatar({
  name,
  size = 'md',
  labelled = false,
  className,
}: {
  name: string
  size?: 'sm' | 'md'
  labelled?: boolean
  className?: string
}) {
  const words = name.trim().split(/\s+/)
  const initials = `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase()
  return (
    <span
      {...(labelled ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
      title={labelled ? name : undefined}
      className={classNames(
        'inline-grid shrink-0 place-items-center rounded-full border border-accent-line bg-accent-soft font-medium text-accent-text',
        size === 'sm' ? 'size-5 text-[9px]' : 'size-7 text-[11px]',
        className,
      )}
    >
      {initials}
    </span>
  )
}
