/**
 * HTTP clients. What is asked of agents beside the function is seen by the `fetch` that they stand for; whoever signs their
 * requests is in `signing.ts`.
 */
import type { LibraryModel } from '../types.js'

/**
 * An HTTP client whose requests an interceptor signs. The interceptor is found on the client that sends; a client without
 * one sends unsigned requests, which IAM does not check.
 */
const axios = `
import { later, unknown } from 'rolewright:model'
const VERBS = ['get', 'delete', 'head', 'options', 'post', 'put', 'patch']
const make = (defaults) => {
  const before = []
  const send = async (config) => {
    const base = config.baseURL ?? defaults?.baseURL
    const path = config.url ?? ''
    const request = { ...defaults, ...config, url: base === undefined ? path : base + path, method: config.method ?? defaults?.method ?? 'get' }
    for (const act of before) await act(request)
    fetch(request.url)
    return { data: unknown('an answer over HTTP'), status: unknown('a status'), headers: unknown('headers'), config: request }
  }
  const client = async (first, second) => send(typeof first === 'string' ? { ...second, url: first } : first)
  client.request = client
  client.defaults = { headers: { common: {}, post: {} }, ...defaults }
  client.interceptors = {
    request: {
      use: (act, failed) => {
        before.push(act)
        return 0
      },
      eject() {},
    },
    response: {
      use: (act, failed) => {
        if (act) later(act, unknown('an answer over HTTP'))
        if (failed) later(failed, unknown('an error'))
        return 0
      },
      eject() {},
    },
  }
  for (const verb of VERBS) {
    client[verb] = (url, second, third) => {
      const config = verb === 'post' || verb === 'put' || verb === 'patch' ? { ...third, data: second } : { ...second }
      return send({ ...config, url, method: verb })
    }
  }
  return client
}
const axios = Object.assign(make(), { create: make, isAxiosError: () => unknown('whether it is an error'), all: (list) => Promise.all(list), CancelToken: { source: () => ({ token: {}, cancel() {} }) } })
axios.Axios = class {}
axios.AxiosError = class extends Error {}
axios.AxiosHeaders = class {}
module.exports = axios
module.exports.default = axios
`

/** Called as `fetch` is. */
const fetching = `
const request = (url, options) => fetch(url, options)
module.exports = request
module.exports.default = request
module.exports.fetch = request
module.exports.request = request
`

/** A function with one more for each verb; hooks that it is given are called. */
const withVerbs = `
import { later, unknown } from 'rolewright:model'
const VERBS = ['get', 'delete', 'del', 'head', 'options', 'post', 'put', 'patch', 'stream', 'paginate']
const visit = (hooks) => {
  for (const key of Object.keys(hooks ?? {})) for (const hook of hooks[key]) later(hook, unknown('options of a request'), unknown('an answer over HTTP'))
}
const make = (defaults) => {
  const send = (first, options) => {
    visit(options?.hooks)
    const path = typeof first === 'string' ? first : (first?.url ?? first?.uri ?? first)
    const base = options?.prefixUrl ?? defaults?.prefixUrl ?? defaults?.baseUrl
    const answer = fetch(base === undefined ? path : base + '/' + path)
    for (const name of ['json', 'text', 'buffer']) answer[name] = async () => unknown('an answer over HTTP')
    for (const name of ['set', 'query', 'send', 'auth', 'timeout', 'retry', 'accept', 'type', 'field', 'attach']) answer[name] = () => answer
    return answer
  }
  const client = (first, options) => send(first, options)
  for (const verb of VERBS) client[verb] = send
  client.extend = client.create = client.defaults = (options) => {
    visit(options?.hooks)
    return make(options)
  }
  return client
}
module.exports = make()
module.exports.default = module.exports
module.exports.got = module.exports
`

export const httpClients: readonly LibraryModel[] = [
  { packages: ['axios'], stub: axios, otherwise: 'inert' },
  {
    packages: ['node-fetch', 'cross-fetch', 'isomorphic-fetch', 'node-fetch-native', 'undici', 'phin', 'bent'],
    stub: fetching,
    otherwise: 'inert',
  },
  {
    packages: ['got', 'ky', 'superagent', 'needle', 'request', 'request-promise', 'request-promise-native'],
    stub: withVerbs,
    otherwise: 'inert',
  },
]
