/**
 * What the symbols of an app are on this machine: names, ARNs and URLs of the local account. The same app gives the same
 * names each time, so that scripts can count on them.
 */
import { createHash } from 'node:crypto'
import { type App, entry, type Resource, textOf } from '../../app/index.js'
import { type CfnTypeFacts, cfnType, templatePieces } from '../../catalog/index.js'
import { literalOf, type SymText } from '../../policy/index.js'

export interface LocalPlace {
  readonly account: string
  readonly region: string
  /** Of local AWS: `http://127.0.0.1:PORT`. */
  readonly endpoint: string
  /** What `AWS::StackName` is. */
  readonly stack: string
}

export interface Names {
  /** The text with every symbol replaced. */
  readonly text: (value: SymText) => string
  /** What `Ref` gives. */
  readonly ref: (id: string) => string
  /** The name or ID that stands in the ARN. */
  readonly name: (id: string) => string
  readonly arn: (id: string) => string | null
  /** What `Fn::GetAtt` gives; null where nothing is known of it. */
  readonly attribute: (id: string, name: string) => string | null
  /** The resource that a name, ARN or URL of this machine means. */
  readonly idOf: (written: string) => string | null
  /** What is known only once something was made: `${Id}` or `${Id.Attribute}`. */
  readonly learn: (symbol: string, value: string) => void
  /** Symbols that nothing is known of, with what stands in for them; sorted. */
  readonly standIns: () => readonly (readonly [symbol: string, standIn: string])[]
}

export function openNames(app: App, place: LocalPlace): Names {
  /** ARNs that were put together from names, and what the store gave instead: a rule's has its bus in it. */
  const corrected = new Map<string, string>()
  const learned = new Map<string, string>()
  const standIns = new Map<string, string>()
  const names = new Map<string, string>()
  const reverse = new Map<string, string>()
  /** Ids of APIs, to find their URLs in texts. */
  const apis = new Map<string, string>()

  const known = (symbol: string): string | null =>
    learned.get(symbol) ?? pseudo(symbol) ?? parameter(symbol) ?? ofResource(symbol) ?? published(symbol)
  const resolve = (symbol: string): string => known(symbol) ?? standIn(symbol)

  /** What SAM makes of `AutoPublishAlias`: `${Function.Alias}`, `${Function.Version}`. Here one version runs. */
  function published(symbol: string): string | null {
    const [, id = '', made] = /^(.+?)\.(Alias|Version|Version\.Version)$/.exec(symbol) ?? []
    const resource = app.resources.get(id)
    if (made === undefined || resource?.type !== 'AWS::Serverless::Function') return null
    if (made === 'Version.Version') return '1'
    const alias = textOf(entry(resource.properties, 'AutoPublishAlias'))
    const base = arn(id)
    if (base === null || (made === 'Alias' && alias === null)) return null
    return `${base}:${made === 'Version' || alias === null ? '1' : print(alias)}`
  }

  function pseudo(symbol: string): string | null {
    switch (symbol) {
      case 'AWS::AccountId':
        return place.account
      case 'AWS::Region':
        return place.region
      case 'AWS::Partition':
        return 'aws'
      case 'AWS::URLSuffix':
        return 'amazonaws.com'
      case 'AWS::StackName':
        return place.stack
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${place.region}:${place.account}:stack/${place.stack}/${uuidOf(place.stack)}`
      case 'AWS::NoValue':
      case 'AWS::NotificationARNs':
        return ''
      default:
        return null
    }
  }

  function parameter(symbol: string): string | null {
    const declared = app.parameters.get(symbol)
    // Its default is the name of a parameter of Parameter Store, which may be one of the app's.
    if (declared?.type.startsWith('AWS::SSM::Parameter::Value') === true) {
      const named = literalOf(textOf(declared.value) ?? [])
      return named === null ? null : (storedValue(named) ?? standIn(`ssm:${named}`))
    }
    const found = textOf(app.parameters.get(symbol)?.value ?? null)
    return found === null ? null : print(found)
  }

  function storedValue(parameterName: string): string | null {
    for (const [id, { type, properties }] of app.resources) {
      const value = type === 'AWS::SSM::Parameter' && nameOf(id) === parameterName ? textOf(entry(properties, 'Value')) : null
      if (value !== null) return print(value)
    }
    return null
  }

  function ofResource(symbol: string): string | null {
    const dot = symbol.indexOf('.')
    const id = dot < 0 ? symbol : symbol.slice(0, dot)
    const resource = app.resources.get(id)
    if (resource === undefined) return null
    return dot < 0 ? ref(id) : attribute(id, resource, symbol.slice(dot + 1))
  }

  function attribute(id: string, resource: Resource, name: string): string | null {
    const facts = cfnType(resource.type)
    const is = facts?.attributes.get(name)
    if (is === 'arn' || name === 'Arn') return arn(id)
    if (is === 'name') return nameOf(id)
    if (is === 'url') return urlOf(id, resource)
    // A version's number: here there is one.
    if (resource.type === 'AWS::Lambda::Version' && name === 'Version') return '1'
    if (typeof is === 'object') return fill(is.arn, nameOf(id), resource).replace(/\*$/, 'local')
    if (name === 'RootResourceId') return `${id}/root`
    if (name.endsWith('DomainName')) return new URL(place.endpoint).host
    return null
  }

  function urlOf(id: string, resource: Resource): string | null {
    if (resource.type === 'AWS::SQS::Queue') return `${place.endpoint}/${place.account}/${nameOf(id)}`
    if (/(HttpApi|WebSocketApi|ApiGatewayV2::Api)$/.test(resource.type))
      return `${isSocket(resource) ? place.endpoint.replace(/^http/, 'ws') : place.endpoint}/_api/${id}`
    if (/Lambda::Url$/.test(resource.type)) return `${place.endpoint}/_url/${id}/`
    return resource.type === 'AWS::S3::Bucket' ? `${place.endpoint}/${nameOf(id)}` : null
  }

  function ref(id: string): string {
    const known = learned.get(id)
    if (known !== undefined) return known
    const resource = app.resources.get(id)
    const kind = resource === undefined ? 'name' : (cfnType(resource.type)?.ref ?? 'name')
    if (kind === 'arn') return arn(id) ?? nameOf(id)
    return kind === 'url' && resource !== undefined ? (urlOf(id, resource) ?? nameOf(id)) : nameOf(id)
  }

  function arn(id: string): string | null {
    const known = learned.get(`${id}.Arn`)
    if (known !== undefined) return known
    const resource = app.resources.get(id)
    const facts: CfnTypeFacts | null = resource === undefined ? null : cfnType(resource.type)
    if (resource === undefined || facts === null || facts.arn === null) return null
    const filled = fill(facts.arn, nameOf(id), resource).replace(':parameter//', ':parameter/')
    return filled.endsWith('-??????') ? filled.replace('??????', hashOf(id, 6)) : filled
  }

  function fill(template: string, name: string, resource: Resource): string {
    const places = { P: 'aws', R: place.region, A: place.account }
    return templatePieces(template)
      .map((piece) => {
        if (piece.kind === 'text') return piece.text
        if (piece.kind === 'place') return places[piece.place]
        if (piece.path === 'ref') return name
        const found = textOf(entry(resource.properties, piece.path))
        return found === null ? (piece.fallback ?? '*') : print(found)
      })
      .join('')
  }

  function nameOf(id: string): string {
    const known = names.get(id)
    if (known !== undefined) return known
    // A name that names itself would never end.
    names.set(id, id)
    const resource = app.resources.get(id)
    const made = resource === undefined ? id : (givenName(resource) ?? madeName(id, resource))
    names.set(id, made)
    return made
  }

  function givenName(resource: Resource): string | null {
    const property = cfnType(resource.type)?.nameProperty ?? null
    const value = property === null ? null : textOf(entry(resource.properties, property))
    // An API's name is a title; what it is called by is made for it.
    if (value === null || value.some((piece) => piece.kind === 'any') || isApi(resource.type)) return null
    const text = print(value)
    return text === '' ? null : text
  }

  function madeName(id: string, { type, properties }: Resource): string {
    const plain = id.replaceAll('/', '-')
    if (isApi(type)) return hashOf(id, 10)
    if (type === 'AWS::KMS::Key') return uuidOf(id)
    if (type === 'AWS::Cognito::UserPool') return `${place.region}_${hashOf(id, 9)}`
    if (type === 'AWS::SSM::Parameter') return `CFN-${plain}-${hashOf(id, 12)}`
    if (type === 'AWS::S3::Bucket')
      return `${place.stack}-${plain}-${place.account}`
        .toLowerCase()
        .replace(/[^a-z0-9.-]/g, '-')
        .slice(-63)
        .replace(/^[^a-z0-9]+/, '')
    const isFifo =
      (type === 'AWS::SQS::Queue' && isTrue(properties, 'FifoQueue')) || (type === 'AWS::SNS::Topic' && isTrue(properties, 'FifoTopic'))
    return `${`${place.stack}-${plain}`.slice(0, 59)}${isFifo ? '.fifo' : ''}`
  }

  const isTrue = (properties: Resource['properties'], name: string): boolean => {
    const value = textOf(entry(properties, name))
    return value !== null && literalOf(value) === 'true'
  }

  /** A name that could stand anywhere: buckets take lower case alone. What is called an ARN looks like one. */
  function standIn(symbol: string): string {
    const before = standIns.get(symbol)
    if (before !== undefined) return before
    const last = symbol.split(/[:/]/).at(-1) ?? symbol
    const plain = last.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '')
    const name = `local-${plain.toLowerCase()}`
    const isTaken = [...standIns.values()].some((each) => each === name || each.endsWith(`:${name}`))
    const unique = isTaken ? `${name}-${hashOf(symbol, 6)}` : name
    const text = /arn$/i.test(plain) ? `arn:aws:elsewhere:${place.region}:${place.account}:${unique}` : unique
    standIns.set(symbol, text)
    return text
  }

  function print(value: SymText): string {
    return value.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? '*' : resolve(piece.name))).join('')
  }

  /** `https://ID.execute-api.REGION.amazonaws.com` is where the API answers here. */
  function withLocalUrls(text: string): string {
    if (!text.includes('.execute-api.')) return text
    const url = /(https?:\/\/|wss?:\/\/|)\b([a-z0-9]{10})\.execute-api\.[\w-]+\.amazonaws\.com(?:\.cn)?/g
    const local = place.endpoint.replace(/^http:\/\//, '')
    return text.replace(url, (whole, scheme: string, apiId: string) => {
      const id = apis.get(apiId)
      return id === undefined ? whole : `${scheme.replace(/s:/, ':')}${local}/_api/${id}`
    })
  }

  for (const [id, { type }] of app.resources) if (isApi(type)) apis.set(hashOf(id, 10), id)

  function index(): void {
    if (reverse.size > 0) return
    // What SAM makes comes first, so that a resource that is written wins.
    const sorted = [...app.resources.values()].sort((a, b) => Number(a.madeBy === null) - Number(b.madeBy === null))
    for (const { id } of sorted) {
      reverse.set(nameOf(id), id)
      reverse.set(ref(id), id)
      const own = arn(id)
      if (own !== null) reverse.set(own, id)
    }
  }

  return {
    text: (value) => {
      const written = withLocalUrls(print(value))
      return corrected.get(written) ?? written
    },
    ref,
    name: nameOf,
    arn,
    attribute: (id, name) => known(`${id}.${name}`),
    idOf(written) {
      index()
      const direct = reverse.get(written)
      if (direct !== undefined) return direct
      const root = /^(.+)\/root$/.exec(written)?.[1]
      return root !== undefined && app.resources.has(root) ? root : null
    },
    learn(symbol, value) {
      const [id, attribute] = symbol.split('.')
      const put = attribute === 'Arn' && id !== undefined ? arn(id) : null
      if (put !== null && put !== value) corrected.set(put, value)
      learned.set(symbol, value)
      reverse.clear()
    },
    standIns: () => [...standIns].sort(([a], [b]) => (a < b ? -1 : 1)),
  }
}

function isSocket({ type, properties }: Resource): boolean {
  const protocol = textOf(entry(properties, 'ProtocolType'))
  return type === 'AWS::Serverless::WebSocketApi' || (protocol !== null && literalOf(protocol)?.toUpperCase() === 'WEBSOCKET')
}

/** Whether a name or ARN stands in for one that nothing is known of. */
export const isStandIn = (text: string): boolean => /^(arn:aws:elsewhere:.*:)?local-/.test(text)

const isApi = (type: string): boolean => /^AWS::(Serverless::(Api|HttpApi|WebSocketApi)|ApiGateway::RestApi|ApiGatewayV2::Api)$/.test(type)

/** Lower-case letters and digits that are the same for the same text. */
export const hashOf = (text: string, length: number): string =>
  BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .slice(0, length)

const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
