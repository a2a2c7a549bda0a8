/** Cookie that holds "1" while the rail is collapsed; pass it as AppShell's `defaultCollapsed` so that nothing jumps. */
export const railCookie = 'gh_rail'
