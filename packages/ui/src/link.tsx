'use client'
import {
  type AnchorHTMLAttributes,
  type ComponentType,
  createContext,
  type ReactNode,
  type Ref,
  useContext,
} from 'react'

export type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; ref?: Ref<HTMLAnchorElement> }

type Navigation = { component: ComponentType<LinkProps> | 'a'; navigate: (href: string) => void }

const NavigationContext = createContext<Navigation>({
  component: 'a',
  navigate: (href) => window.location.assign(href),
})

type LinkProviderProps = {
  /** The router's link, e.g. Next's. This package knows no router. */
  component: ComponentType<LinkProps>
  /** The router's imperative navigation, for rows, charts and the command palette. */
  navigate: (href: string) => void
  children: ReactNode
}

/** Makes every link of this package use the app's router. */
export function LinkProvider({ component, navigate, children }: LinkProviderProps) {
  return <NavigationContext value={{ component, navigate }}>{children}</NavigationContext>
}

/** Imperative navigation of the surrounding app; a full page load without a provider. */
export function useNavigate(): (href: string) => void {
  return useContext(NavigationContext).navigate
}

const opensElsewhere = (href: string) => /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(href)

/** Unstyled link through the app's router; addresses with a scheme are plain anchors. */
export function Link({ href, ...rest }: LinkProps) {
  const { component: Component } = useContext(NavigationContext)
  if (Component === 'a' || opensElsewhere(href)) return <a href={href} {...rest} />
  return <Component href={href} {...rest} />
}
