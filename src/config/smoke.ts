/** Smoke requests as a configuration writes them → as they are sent. */
import type { ConfigFile } from './schema.js'
import type { Smoke, SmokeRequest } from './types.js'

type Written = NonNullable<ConfigFile['smoke']>

export const asSmoke = ({ files, requests }: Written): Smoke => ({
  files: (files ?? []).map(({ from, to, under }) => ({ from, to, under: under ?? '' })),
  requests: requests.map(asRequest),
})

function asRequest(written: Written['requests'][number]): SmokeRequest {
  const [method = '', path = ''] = written.request?.split(' ') ?? []
  return {
    name: written.name,
    call:
      written.invoke !== undefined
        ? { kind: 'invoke', function: written.invoke, event: written.event ?? {} }
        : {
            kind: 'request',
            method,
            path,
            api: written.api ?? null,
            headers: new Map(Object.entries(written.headers ?? {})),
            body: written.body,
            signedBy: written.signedBy ?? null,
          },
    status: written.status ?? null,
    keep: new Map(Object.entries(written.keep ?? {})),
  }
}
