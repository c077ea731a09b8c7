// Operations of the AWS SDK's clients with their input members, paginators and waiters. SDK v3 clients carry their model as
// schemas (Smithy); services without an installed client come from the models of SDK v2, which has all of them up to 2025.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { byCode, sorted } from './write.mjs'

const require = createRequire(import.meta.url)

const resolve = (schema) => (typeof schema === 'function' ? schema() : schema)

/** A member's schema without its traits: `[schema, traits]`, a schema, or a number for simple types. */
function bare(schema) {
  let at = resolve(schema)
  while (Array.isArray(at) && typeof at[1] !== 'string') at = resolve(at[0])
  return at
}

/**
 * What follows a member's name: `[]` list, `{}` map, `(a,b)` structure, nothing for a scalar.
 * A structure inside itself, or deeper than `depth`, is written `()`.
 */
function suffixV3(schema, depth, seen) {
  const at = bare(schema)
  if (typeof at === 'number') return at >= 128 ? '{}' : at >= 64 ? '[]' : ''
  if (!Array.isArray(at)) return ''
  if (at[0] === 1) return `[]${suffixV3(at[4], depth, seen)}`
  if (at[0] === 2) return `{}${suffixV3(at[5], depth, seen)}`
  // 3 is a structure, 4 a union.
  if (at[0] === 3 || at[0] === 4) {
    if (depth === 0 || seen.includes(at[2])) return '()'
    return `(${membersV3(at, depth - 1, [...seen, at[2]])})`
  }
  return ''
}

const membersV3 = (structure, depth, seen) => structure[4].map((name, i) => `${name}${suffixV3(structure[5][i], depth, seen)}`).join(',')

const PROTOCOLS = {
  AwsJson1_0Protocol: 'json1.0',
  AwsJson1_1Protocol: 'json1.1',
  AwsRestJsonProtocol: 'rest-json',
  AwsRestXmlProtocol: 'rest-xml',
  S3RestXmlProtocol: 'rest-xml',
  AwsQueryProtocol: 'query',
  AwsEc2QueryProtocol: 'ec2',
  AwsSmithyRpcV2CborProtocol: 'rpc-v2-cbor',
  SmithyRpcV2CborProtocol: 'rpc-v2-cbor',
}

/** The operation that a waiter polls, read from its source: the one command that it makes. */
function waiterOperation(folder, waiter) {
  const file = join(folder, 'dist-es', 'waiters', `${waiter.replace(/^waitUntil/, 'waitFor')}.js`)
  const commands = sorted([...readFileSync(file, 'utf8').matchAll(/new (\w+)Command\(/g)].map((m) => m[1]))
  if (commands.length !== 1) throw new Error(`${file}: ${commands.length} commands`)
  return commands[0]
}

/** @returns the packed entry of an installed v3 client */
export function clientV3(root, suffix, depth) {
  const folder = join(root, 'node_modules', '@aws-sdk', `client-${suffix}`)
  const module = require(folder)
  const Client = Object.entries(module).find(([name]) => name.endsWith('Client') && name !== '__Client')[1]
  const { config } = new Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } })
  const protocol = PROTOCOLS[config.protocol.constructor.name]
  if (protocol === undefined) throw new Error(`${suffix}: unknown protocol ${config.protocol.constructor.name}`)
  const operations = {}
  const exported = Object.entries(module).sort(([a], [b]) => byCode(a, b))
  for (const [, schema] of exported) {
    if (!Array.isArray(schema) || schema[0] !== 9) continue
    const http = schema[3]?.http
    const input = bare(schema[4])
    operations[schema[2]] = [Array.isArray(input) ? membersV3(input, depth, [input[2]]) : '', ...(http ? [http[0], http[1]] : [])]
  }
  const waiters = {}
  for (const [name] of exported) if (/^waitUntil/.test(name)) waiters[name.slice('waitUntil'.length)] = waiterOperation(folder, name)
  const target = config.protocolSettings?.serviceTarget ?? config.protocol.serviceTarget
  return {
    protocol,
    ...(protocol.startsWith('json') ? { target } : {}),
    signing: config.defaultSigningName,
    version: config.apiVersion,
    operations,
    paginators: exported
      .map(([name]) => name)
      .filter((n) => /^paginate[A-Z]/.test(n))
      .map((n) => n.slice('paginate'.length)),
    waiters,
  }
}

function suffixV2(shapes, shape, depth, seen) {
  const target = shape.shape ? shapes[shape.shape] : shape
  if (target === undefined) return ''
  if (target.type === 'list') return `[]${suffixV2(shapes, target.member ?? {}, depth, seen)}`
  if (target.type === 'map') return `{}${suffixV2(shapes, target.value ?? {}, depth, seen)}`
  if (target.type === 'structure' || target.members) {
    if (depth === 0 || (shape.shape && seen.includes(shape.shape))) return '()'
    return `(${membersV2(shapes, target, depth - 1, shape.shape ? [...seen, shape.shape] : seen)})`
  }
  return ''
}

const membersV2 = (shapes, structure, depth, seen) =>
  Object.entries(structure.members ?? {})
    .map(([name, member]) => `${name}${suffixV2(shapes, member, depth, seen)}`)
    .join(',')

/** `/restapis/{restapi_id}` with wire names -> with member names, as v3 has it. */
function uriOfMembers(uri, input) {
  const byWire = new Map(Object.entries(input.members ?? {}).map(([name, m]) => [m.locationName ?? name, name]))
  return uri.replace(/\{([^}+]+)(\+?)\}/g, (_, wire, plus) => `{${byWire.get(wire) ?? wire}${plus}}`)
}

/** @returns v3 suffix -> { className, entry } for every service of SDK v2 */
export function servicesV2(depth) {
  require('aws-sdk/lib/maintenance_mode_message').suppress = true
  const all = require('aws-sdk/clients/all')
  const services = new Map()
  for (const [className, service] of Object.entries(all).sort(([a], [b]) => byCode(a, b))) {
    const versions = Object.keys(service.services).sort(byCode)
    const definition = new service({ apiVersion: versions.at(-1), region: 'us-east-1', endpoint: 'localhost' })
    const model = definition.api
    const suffix = (model.serviceId ?? model.abbreviation ?? className).toLowerCase().replace(/ /g, '-')
    services.set(suffix, { className, model: rawModel(className, model), depth })
  }
  return services
}

function rawModel(className, api) {
  const apis = join(require.resolve('aws-sdk/package.json'), '..', 'apis')
  const text = readFileSync(join(apis, '..', 'clients', `${className.toLowerCase()}.js`), 'utf8')
  const files = [...text.matchAll(/\.\.\/apis\/([\w.-]+)\.min\.json/g)].map((m) => m[1])
  const file = files.filter((f) => f.endsWith(api.apiVersion)).at(-1) ?? files.at(-1)
  return JSON.parse(readFileSync(join(apis, `${file}.min.json`), 'utf8'))
}

/** @returns the packed entry of a v2 model */
export function entryV2(model, depth) {
  const { metadata, shapes } = model
  const operations = {}
  for (const [name, op] of Object.entries(model.operations).sort(([a], [b]) => byCode(a, b))) {
    const input = op.input ? (op.input.shape ? shapes[op.input.shape] : op.input) : {}
    const http = op.http ? [op.http.method ?? 'POST', uriOfMembers(op.http.requestUri ?? '/', input)] : []
    operations[name] = [membersV2(shapes, input, depth, op.input?.shape ? [op.input.shape] : []), ...http]
  }
  const protocol = { json: `json${metadata.jsonVersion ?? '1.0'}` }[metadata.protocol] ?? metadata.protocol
  return {
    protocol,
    ...(metadata.targetPrefix ? { target: metadata.targetPrefix } : {}),
    signing: metadata.signingName ?? metadata.endpointPrefix,
    version: metadata.apiVersion,
    operations,
    paginators: [],
    waiters: {},
  }
}
