// `iov-lab fidelity`: what the engine models and what it leaves out, and how near it comes to what is known.
import { EVIDENCE } from '@shared/catalogue/evidence'
import { FIDELITY_LEDGER } from '@shared/fidelity/fidelity-ledger'
import { fidelityMarkdown } from '@shared/fidelity/fidelity-markdown'
import { VALIDATION } from '@shared/fidelity/validation-measured'
import { EXIT, type ExitCode } from '../exit-code'
import { print } from '../output'

export async function fidelity({ json }: { json?: boolean }): Promise<ExitCode> {
  const mechanisms = FIDELITY_LEDGER.map(({ id, area, mechanism, state, says, leavesOut, source, stages }) => {
    return { id, area, mechanism, state, says, leavesOut, source, stages }
  })
  await print(
    json
      ? `${JSON.stringify({ mechanisms, validation: VALIDATION, evidence: EVIDENCE }, null, 2)}\n`
      : fidelityMarkdown(VALIDATION),
  )
  return EXIT.done
}
