// A quantity as people write it in a document.
import { z } from 'zod'

/** A number in the base unit (bit/s, byte, second, Hz) or a string with a unit: `10Gbps`, `64GiB`, `20us`, `3GHz`. */
export const quantity = z.union([z.number(), z.string()])
