import { ArrowUpRight } from 'lucide-react'
import { classNames } from './class-names.ts'
import { Link, type LinkProps } from './link.tsx'

type TextLinkProps = LinkProps & {
  /** Opens another site in a new tab and says so. */
  external?: boolean
  /** Looks like the text around it until hovered. */
  quiet?: boolean
}

/** Link inside text. */
export function TextLink({ external = false, quiet = false, className, children, ...rest }: TextLinkProps) {
  return (
    <Link
      {...(external ? { target: '_blank', rel: 'noreferrer' } : {})}
      className={classNames(
        'rounded-sm underline underline-offset-3 hover:decoration-current',
        quiet ? 'text-inherit decoration-line-strong' : 'text-accent-text decoration-accent-line',
        className,
      )}
      {...rest}
    >
      {children}
      {external && (
        <>
          <ArrowUpRight aria-hidden className="ml-0.5 inline size-3.5 align-[-2px]" />
          <span className="sr-only"> (opens in a new tab)</span>
        </>
      )}
    </Link>
  )
}
