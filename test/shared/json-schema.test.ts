import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { schemaFiles } from './schema-files'

const folder = join(import.meta.dirname, '../../resources/schema')

describe('JSON Schemas', () => {
  it('in resources are those of the code (write them with test/shared/json-schema.ts)', () => {
    const files = schemaFiles()
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort())
    for (const [file, text] of Object.entries(files))
      expect(readFileSync(join(folder, file), 'utf8') === text).toBe(true)
  })

  it('let unknown fields be, and say which are needed', () => {
    const lab = JSON.parse(schemaFiles()['lab.schema.json']) as { required: string[]; additionalProperties: unknown }
    expect(lab.required).toEqual(['format', 'name'])
    expect(lab.additionalProperties).toEqual({})
  })
})
