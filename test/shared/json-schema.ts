// Writes the JSON Schemas that ship with the program, for editors and other people's tools:
// `node test/setup/run-bundled.mjs test/shared/json-schema.ts`. The schemas in the code are the source of truth.
import { writeFileSync } from 'node:fs'
import { schemaFiles } from './schema-files'

for (const [file, text] of Object.entries(schemaFiles())) writeFileSync(`resources/schema/${file}`, text)
