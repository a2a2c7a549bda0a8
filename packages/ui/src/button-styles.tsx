import { cva, type VariantProps } from 'class-variance-authority'

/** Classes of everything that looks like a button. */
export const buttonStyles = cva(
  'relative inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium text-sm transition-colors select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary:
          'border-transparent bg-accent text-accent-fg shadow-raised enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover',
        secondary: 'border-line-strong bg-surface text-fg shadow-raised enabled:hover:bg-hover [a&]:hover:bg-hover',
        ghost:
          'border-transparent bg-transparent text-muted enabled:hover:bg-hover enabled:hover:text-fg [a&]:hover:bg-hover [a&]:hover:text-fg',
        danger:
          'border-transparent bg-bad-fill text-white shadow-raised enabled:hover:bg-bad-fill-hover [a&]:hover:bg-bad-fill-hover',
        /** Acts on production. */
        amber:
          'border-transparent bg-warn-fill text-warn-fill-fg shadow-raised enabled:hover:bg-warn-fill-hover [a&]:hover:bg-warn-fill-hover',
      },
      size: {
        sm: 'h-7 px-2.5',
        md: 'h-8 px-3',
        lg: 'h-10 px-4 text-base',
      },
      block: { true: 'w-full', false: '' },
    },
    defaultVariants: { variant: 'secondary', size: 'md', block: false },
  },
)

export type ButtonLook = VariantProps<typeof buttonStyles>
