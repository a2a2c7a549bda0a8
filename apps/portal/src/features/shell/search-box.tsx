import { Search } from 'lucide-react'

type SearchBoxProps = { defaultValue?: string; large?: boolean; autoFocus?: boolean }

/** Finds APIs by words, and a request by its id. A plain form: works before and without any script. */
export function SearchBox({ defaultValue = '', large = false }: SearchBoxProps) {
  return (
    <search className={large ? 'w-full' : 'hidden w-56 sm:block lg:w-72'}>
      <form action="/search" method="get" className="relative">
        <Search
          aria-hidden
          className={`pointer-events-none absolute top-1/2 -translate-y-1/2 text-subtle ${large ? 'left-3.5 size-4' : 'left-2.5 size-3.5'}`}
        />
        <input
          type="search"
          name="q"
          defaultValue={defaultValue}
          maxLength={100}
          aria-label="Search APIs, or paste a request id"
          placeholder={large ? 'Search APIs, or paste a request id' : 'Search'}
          className={`w-full rounded-md border border-line-strong bg-surface text-fg placeholder:text-subtle hover:border-control-line ${large ? 'h-11 pr-3 pl-10 text-lg' : 'h-8 pr-2 pl-8 text-sm max-sm:text-lg'}`}
        />
      </form>
    </search>
  )
}
