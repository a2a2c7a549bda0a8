import { z } from 'zod'
import { definePolicy } from '../../define-policy.ts'

const cidrText = z.string().regex(/^[0-9a-fA-F:.]+(?:\/\d{1,3})?$/, {
  error: 'must be an address or CIDR range, like 10.0.0.0/8 or 2001:db8::/32',
})

export const ipRulesOptions = z
  .strictObject({
    allow: z.array(cidrText).optional().meta({ description: 'Only these addresses and ranges pass. Absent: all.' }),
    deny: z.array(cidrText).optional().meta({ description: 'These never pass, even when they are allowed above.' }),
  })
  .refine((options) => (options.allow?.length ?? 0) + (options.deny?.length ?? 0) > 0, {
    error: 'needs at least one range in allow or deny',
  })

export const ipRules = definePolicy({
  name: 'ip-rules',
  title: 'IP rules',
  description: 'Lets calls pass or refuses them by the client’s address.',
  phase: 'ip',
  options: ipRulesOptions,
  secrets: [],
})
