/** The gate, drawn; decoration beside the name. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" className="size-6 shrink-0" aria-hidden>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M8 25V13.5a8 8 0 0 1 16 0V25M13 25V14a3 3 0 0 1 6 0v11"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  )
}

export function Brand({ name }: { name: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <BrandMark />
      <span className="truncate font-semibold text-base">{name}</span>
    </span>
  )
}
