import { z } from 'zod'

/** One address, or a range in CIDR form: `203.0.113.9`, `10.0.0.0/8`, `2001:db8::/32`. */
export const addressRange = z
  .string()
  .trim()
  .max(50)
  .refine((text) => shapes.some((shape) => shape.safeParse(text).success), {
    error: 'must be an address or a range, like 203.0.113.9, 10.0.0.0/8 or 2001:db8::/32',
  })
  // A client has one address whatever socket took it: the gateway judges `::ffff:10.0.0.1` as 10.0.0.1, so such a range would never match.
  .refine((text) => !/^(0*:)*:?ffff:/i.test(text), { error: 'must be written as an IPv4 address or range' })

const shapes = [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]

/** Addresses from which a credential may be used; empty: from anywhere. */
export const addressRanges = z
  .array(addressRange)
  .max(50)
  .refine((ranges) => new Set(ranges).size === ranges.length, { error: 'each once' })
