/**
 * The rules that requests are held against, as OpenAPI documents, methods and SAM's events write them.
 * Source: API Gateway Developer Guide, "x-amazon-apigateway-request-validators object"; CloudFormation Template Reference,
 * "AWS::ApiGateway::Method", `RequestValidatorId`; AWS SAM Developer Guide, "RequestModel" and "RequestParameter".
 */
import { at, flagOf, isPlain, listOf, mapOf, type Plain, textOf } from './plain.js'
import type { RequestRules, RequiredParameter } from './types.js'
import type { ApiWorld } from './world.js'

/** Whether a validator looks at bodies and at parameters. */
interface Validator {
  readonly body: boolean
  readonly parameters: boolean
}

function rules(validator: Validator, parameters: readonly RequiredParameter[], models: ReadonlyMap<string, unknown>): RequestRules | null {
  const required = validator.parameters ? parameters : []
  const looked = validator.body && models.size > 0 ? models : null
  return required.length === 0 && looked === null ? null : { parameters: required, models: looked }
}

/** @param operation of a path of the document @param shared parameters of the path as a whole */
export function openApiRules(document: Plain, operation: Plain, shared: unknown): RequestRules | null {
  const name = textOf(operation[VALIDATOR]) ?? textOf(document[VALIDATOR])
  const written = mapOf(document[`${VALIDATOR}s`])[name ?? '']
  if (name === null || !isPlain(written)) return null
  const validator = { body: flagOf(written.validateRequestBody) === true, parameters: flagOf(written.validateRequestParameters) === true }
  const all = [...listOf(shared), ...listOf(operation.parameters)].map((each) => resolved(each, document))
  const required = all.flatMap((it): RequiredParameter[] => {
    const place = PLACES.get(textOf(it.in) ?? '')
    const named = textOf(it.name)
    return place === undefined || named === null || flagOf(it.required) !== true ? [] : [{ place, name: named }]
  })
  return rules(validator, required, openApiModels(document, operation, all))
}

const VALIDATOR = 'x-amazon-apigateway-request-validator'

const PLACES: ReadonlyMap<string, RequiredParameter['place']> = new Map([
  ['header', 'header'],
  ['query', 'querystring'],
  ['path', 'path'],
])

function openApiModels(document: Plain, operation: Plain, parameters: readonly Plain[]): ReadonlyMap<string, unknown> {
  // What a schema refers to stands in the document.
  const whole = (schema: unknown): unknown => ({ ...mapOf(schema), definitions: document.definitions, components: document.components })
  const content = mapOf(resolved(operation.requestBody, document).content)
  const inBody = parameters.find((it) => it.in === 'body')
  return new Map([
    ...Object.entries(content).flatMap(([type, media]): [string, unknown][] =>
      isPlain(mapOf(media).schema) ? [[type.toLowerCase(), whole(mapOf(media).schema)]] : [],
    ),
    ...(isPlain(inBody?.schema) ? [['application/json', whole(inBody.schema)] as const] : []),
  ])
}

function resolved(written: unknown, document: Plain): Plain {
  const it = mapOf(written)
  const reference = textOf(it.$ref)
  return reference === null ? it : mapOf(at(document, reference.replace(/^#\//, '').replaceAll('/', '.')))
}

/** @param properties of an `AWS::ApiGateway::Method` */
export function methodRules(properties: Plain, world: ApiWorld): RequestRules | null {
  const found = world.resources.get(world.idOf(textOf(properties.RequestValidatorId) ?? '') ?? '')
  if (found?.type !== 'AWS::ApiGateway::RequestValidator') return null
  const validator = {
    body: flagOf(found.properties.ValidateRequestBody) === true,
    parameters: flagOf(found.properties.ValidateRequestParameters) === true,
  }
  const models = Object.entries(mapOf(properties.RequestModels)).flatMap(([type, name]): [string, unknown][] => {
    const schema = modelNamed(textOf(name) ?? '', world)
    return schema === undefined ? [] : [[type.toLowerCase(), schema]]
  })
  return rules(validator, requiredOf(Object.entries(mapOf(properties.RequestParameters))), new Map(models))
}

/** @param settings of an `Api` event @param api SAM's API, whose `Models` it may name */
export function samRules(settings: Plain, api: Plain): RequestRules | null {
  const model = mapOf(settings.RequestModel)
  const validator = { body: flagOf(model.ValidateBody) === true, parameters: true }
  const listed = listOf(settings.RequestParameters).flatMap((each): [string, unknown][] =>
    isPlain(each) ? Object.entries(each).map(([name, it]): [string, unknown] => [name, mapOf(it).Required]) : [],
  )
  const schema = mapOf(api.Models)[textOf(model.Model) ?? '']
  return rules(
    { ...validator, parameters: flagOf(model.ValidateParameters) !== false },
    requiredOf(listed),
    new Map(schema === undefined ? [] : [['application/json', schema]]),
  )
}

/** `method.request.querystring.page` → whether it must be there. */
const requiredOf = (written: readonly (readonly [string, unknown])[]): readonly RequiredParameter[] =>
  written.flatMap(([path, isRequired]): RequiredParameter[] => {
    const [, place, name = ''] = /^method\.request\.(header|querystring|path)\.(.+)$/.exec(path) ?? []
    return flagOf(isRequired) === true && place !== undefined ? [{ place: place as RequiredParameter['place'], name }] : []
  })

/** A model by what `Ref` gives of it, or by its name; its references to others are models too. */
function modelNamed(written: string, world: ApiWorld): unknown {
  const id = world.idOf(written) ?? ''
  const byRef = world.resources.get(id)
  const model =
    byRef?.type === MODEL
      ? byRef
      : [...world.resources.values()].find(({ type, properties }) => type === MODEL && textOf(properties.Name) === written)
  return model === undefined ? undefined : withModels(schemaOf(model.properties.Schema), world, [model.id])
}

const MODEL = 'AWS::ApiGateway::Model'

function schemaOf(written: unknown): unknown {
  if (typeof written !== 'string') return written
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

/** `https://apigateway.amazonaws.com/restapis/API/models/NAME` is the schema of that name. @param within models that lead here */
function withModels(schema: unknown, world: ApiWorld, within: readonly string[]): unknown {
  if (Array.isArray(schema)) return schema.map((each) => withModels(each, world, within))
  if (!isPlain(schema)) return schema
  const name = /^https:\/\/apigateway\.[^/]+\/restapis\/[^/]+\/models\/(.+)$/.exec(textOf(schema.$ref) ?? '')?.[1]
  if (name !== undefined) return within.includes(name) || within.length > 20 ? {} : (modelNamed(name, world) ?? {})
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withModels(value, world, within)]))
}
