/** A list of checks that any endpoint can be held against: ours in the tests, moto and DynamoDB Local beside it. */
import assert from 'node:assert/strict'

export interface Target {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export interface Check {
  readonly name: string
  /** Rejects where the endpoint does not do it. */
  readonly run: () => Promise<void>
}

/** The error of a call that should fail. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly message: string; readonly status: number } & Record<string, unknown>> {
  try {
    await call
  } catch (thrown) {
    const error = thrown as Error & { $metadata?: { httpStatusCode?: number } }
    return { ...error, name: error.name, message: error.message, status: error.$metadata?.httpStatusCode ?? 0 }
  }
  throw new assert.AssertionError({ message: 'it was expected to be refused' })
}

/** Runs all in order, and names those that failed. */
export async function tally(
  checks: readonly Check[],
): Promise<{ readonly passed: number; readonly failed: readonly { readonly name: string; readonly why: string }[] }> {
  const failed: { name: string; why: string }[] = []
  for (const { name, run } of checks) {
    try {
      await run()
    } catch (thrown) {
      failed.push({
        name,
        why: thrown instanceof Error ? `${thrown.name}: ${thrown.message.replaceAll('\n', ' ').slice(0, 400)}` : String(thrown),
      })
    }
  }
  return { passed: checks.length - failed.length, failed }
}
