// The content-security policy forbids code made from text, which zod would otherwise try when a schema is made: imported
// before everything that makes one.
import { config } from 'zod'

config({ jitless: true })
