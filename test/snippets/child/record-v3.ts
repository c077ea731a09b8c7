/**
 * Records calls of SDK v3. Everything up to the network runs for real: middleware, validation, serialisation, endpoints,
 * signing. A call is written down where its command is initialised (presigned ones get no further), with the input as the
 * source gave it, and answered where the response would be parsed.
 */
import { Command } from '@smithy/core/client'
import { answerTo, record } from './recording.js'

type Next = (args: { input: unknown }) => Promise<unknown>
interface Stack {
  add(middleware: (next: Next) => (args: { input: unknown }) => Promise<unknown>, options: Record<string, unknown>): void
  clone(): Stack
}
interface Names {
  readonly commandName: string
}
type Resolve = (this: unknown, stack: Stack, configuration: { serviceId: string }, options: unknown, names: Names) => unknown

export function recordV3(): void {
  const prototype = Command.prototype as unknown as { resolveMiddlewareWithContext: Resolve }
  const real = prototype.resolveMiddlewareWithContext
  prototype.resolveMiddlewareWithContext = function (stack, configuration, options, names) {
    const operation = names.commandName.replace(/Command$/, '')
    const { serviceId } = configuration
    const watched = stack.clone()
    watched.add(
      (next) => async (args) => {
        record(serviceId, operation, args.input)
        return next(args)
      },
      { name: 'snippetRecord', step: 'initialize', priority: 'low', override: true },
    )
    watched.add(
      () => async (args) => ({
        response: { statusCode: 200, headers: {} },
        output: { $metadata: { httpStatusCode: 200 }, ...answerTo(serviceId, operation, args.input) },
      }),
      { name: 'snippetAnswer', step: 'deserialize', priority: 'high', override: true },
    )
    return real.call(this, watched, configuration, options, names)
  }
}
