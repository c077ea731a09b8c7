/** A call that is made again where that can help: a new role is not known everywhere at once, and AWS asks to slow down. */
import type { Result } from '../outcome/index.js'
import type { AwsFault, AwsService, World } from './types.js'

const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000]

export async function insist(
  world: World,
  service: AwsService,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Result<Readonly<Record<string, unknown>>, AwsFault>> {
  for (const [i, ms] of WAITS_MS.entries()) {
    const answer = await world.aws.call(service, operation, input)
    if (answer.ok || !answer.error.retryable) return answer
    if (i === 1) world.note(`waiting: ${answer.error.code}, ${answer.error.message}`)
    await world.clock.sleep(ms)
  }
  return world.aws.call(service, operation, input)
}
