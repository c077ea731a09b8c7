/** Event source mappings: a poller each. */
import type { Mapping } from '../mappings.js'
import { queuePoller } from './queue-poller.js'
import { streamPoller } from './stream-poller.js'
import type { Poller, PollerOptions } from './types.js'

export interface Pollers {
  readonly replace: (mappings: readonly Mapping[]) => void
  /** Looks at all sources once; resolves when what was found is worked off. */
  readonly settle: () => Promise<void>
  readonly close: () => void
}

export function openPollers(options: PollerOptions): Pollers {
  const pollers = new Map<string, Poller>()
  const stopListening = options.aws.onChange(({ arn }) => {
    for (const { mapping, poll } of pollers.values()) if (mapping.sourceArn === arn || mapping.sourceArn.startsWith(`${arn}/`)) void poll()
  })
  return {
    replace(mappings) {
      const wanted = new Map(mappings.map((mapping) => [mapping.id, mapping]))
      for (const [id, { mapping, stop }] of pollers) {
        if (JSON.stringify(wanted.get(id)) === JSON.stringify(mapping)) continue
        stop()
        pollers.delete(id)
      }
      for (const mapping of mappings) {
        if (pollers.has(mapping.id)) continue
        const poller = mapping.kind === 'sqs' ? queuePoller(mapping, options) : streamPoller(mapping, options)
        pollers.set(mapping.id, poller)
        void poller.poll()
      }
    },
    async settle() {
      await Promise.all([...pollers.values()].map(({ poll }) => poll()))
    },
    close() {
      stopListening()
      for (const { stop } of pollers.values()) stop()
    },
  }
}
