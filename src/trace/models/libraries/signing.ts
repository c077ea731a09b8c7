/** Packages that sign requests: what they sign is a call that IAM checks at an API, a function's URL, a search domain. */
import type { LibraryModel } from '../types.js'

/** Which of the signed services a host belongs to, where the code does not say. */
const serviceOf = `
import { sign, unknown } from 'rolewright:model'
const serviceOf = (given, host) => {
  if (given === 'lambda') return 'lambda-url'
  if (given !== undefined) return given
  const text = String(host)
  if (text.includes('.execute-api.')) return 'execute-api'
  if (text.includes('.appsync-api.')) return 'appsync'
  if (text.includes('.lambda-url.')) return 'lambda-url'
  if (text.includes('.aoss.')) return 'aoss'
  if (text.includes('.es.')) return 'es'
  return 'execute-api'
}
const join = (host, path) => 'https://' + host + (path ?? '/')
`

const aws4 = `
${serviceOf}
const run = (request, credentials) => {
  const own = request.service === undefined ? undefined : request.service + '.' + (request.region ?? 'us-east-1') + '.amazonaws.com'
  const host = request.host ?? request.hostname ?? request.headers?.Host ?? request.headers?.host ?? own
  const method = request.method ?? (request.body ? 'POST' : 'GET')
  sign(serviceOf(request.service, host), method, join(host, request.path), { ...request, config: { credentials } })
  return request
}
class RequestSigner {
  constructor(request, credentials) {
    this.request = request
    this.credentials = credentials
  }
  sign() {
    return run(this.request, this.credentials)
  }
}
module.exports = { sign: run, RequestSigner }
module.exports.default = module.exports
`

const aws4fetch = `
${serviceOf}
export class AwsClient {
  constructor(options) {
    this.options = options
  }
  async sign(input, init) {
    const url = typeof input === 'string' ? input : (input.url ?? input.href ?? input)
    const service = init?.aws?.service ?? this.options.service
    const request = { service, headers: init?.headers ?? input.headers, body: init?.body ?? input.body, config: this.options }
    sign(serviceOf(service, url), init?.method ?? input.method ?? (init?.body ? 'POST' : 'GET'), url, request)
    return unknown('a signed request')
  }
  async fetch(input, init) {
    await this.sign(input, init)
    return unknown('an answer over HTTP')
  }
}
export class AwsV4Signer {
  constructor(options) {
    this.options = options
  }
  async sign() {
    const { options } = this
    sign(serviceOf(options.service, options.url), options.method ?? (options.body ? 'POST' : 'GET'), options.url, { ...options, config: options })
    return { url: options.url, method: options.method, headers: options.headers, body: options.body }
  }
}
`

const sigv4Fetch = `
${serviceOf}
export const createSignedFetcher = (options) => async (input, init) => {
  const url = typeof input === 'string' ? input : (input.url ?? input.href ?? input)
  sign(serviceOf(options?.service, url), init?.method ?? 'GET', url, { ...init, service: options?.service, config: options })
  return unknown('an answer over HTTP')
}
export default createSignedFetcher
`

const aws4Axios = `
${serviceOf}
export const aws4Interceptor = (first, second) => {
  const options = first?.options ?? first
  return async (request) => {
    const asked = { service: options?.service, headers: request.headers, body: request.data, config: { credentials: first?.credentials ?? second } }
    sign(serviceOf(options?.service, request.url), String(request.method ?? 'get').toUpperCase(), request.url, asked)
    return request
  }
}
export default aws4Interceptor
`

/** AppSync's own client, with `AWS_IAM` as its way to sign. */
const appSync = `
import { sign, unknown } from 'rolewright:model'
export const AUTH_TYPE = { AWS_IAM: 'AWS_IAM', API_KEY: 'API_KEY', NONE: 'NONE', AMAZON_COGNITO_USER_POOLS: 'AMAZON_COGNITO_USER_POOLS', OPENID_CONNECT: 'OPENID_CONNECT', AWS_LAMBDA: 'AWS_LAMBDA' }
export default class AWSAppSyncClient {
  constructor(options) {
    const call = async () => {
      if (options.auth?.type === 'AWS_IAM') sign('appsync', 'POST', options.url)
      return { data: unknown('an answer of AppSync') }
    }
    this.query = call
    this.mutate = call
    this.hydrated = async () => this
    this.subscribe = () => unknown('a subscription')
  }
}
export { AWSAppSyncClient }
`

const appSyncLink = `
export const createAuthLink = () => ({})
export const AUTH_TYPE = { AWS_IAM: 'AWS_IAM', API_KEY: 'API_KEY' }
`

export const signing: readonly LibraryModel[] = [
  { packages: ['aws4'], stub: aws4 },
  { packages: ['aws4fetch'], stub: aws4fetch },
  { packages: ['aws-sigv4-fetch'], stub: sigv4Fetch },
  { packages: ['aws4-axios'], stub: aws4Axios },
  { packages: ['aws-appsync'], stub: appSync, otherwise: 'inert' },
  { packages: ['aws-appsync-auth-link'], stub: appSyncLink, otherwise: 'inert' },
]
