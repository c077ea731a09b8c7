/**
 * Integrations as OpenAPI documents, methods and HTTP API integrations write them.
 * Source: API Gateway Developer Guide, "x-amazon-apigateway-integration object"; CloudFormation Template Reference,
 * "AWS::ApiGateway::Method Integration" and "AWS::ApiGatewayV2::Integration".
 */
import { listOf, mapOf, numberOf, type Plain, textMap, textOf } from './plain.js'
import type { ApiKind, Integration, IntegrationResponse, Mapping } from './types.js'

export interface IntegrationContext {
  readonly kind: ApiKind
  readonly stageVariables: ReadonlyMap<string, string>
  /** The role that stands in place of the one that the template names, if any. */
  readonly roleFor: (credentials: string | null) => string | null
}

/** @param written by the names of `x-amazon-apigateway-integration` */
export function readIntegration(written: Plain, context: IntegrationContext): Integration {
  const type = (textOf(written.type) ?? '').toLowerCase()
  const uri = withStage(textOf(written.uri) ?? '', context.stageVariables)
  const credentials = context.roleFor(textOf(written.credentials))
  const timeoutMs = numberOf(written.timeoutInMillis) ?? (context.kind === 'http' ? 30_000 : 29_000)
  const subtype = textOf(written.integrationSubtype)
  if (subtype !== null) return { kind: 'subtype', subtype, credentials, parameters: textMap(written.requestParameters), timeoutMs }
  const functionArn = functionOf(uri)
  const mapping = mappingOf(written)
  switch (type) {
    case 'aws_proxy':
    case 'aws': {
      if (functionArn !== null) {
        const payload = textOf(written.payloadFormatVersion) === '2.0' ? '2.0' : '1.0'
        return { kind: 'lambda', functionArn, credentials, payload, timeoutMs, mapping: type === 'aws' ? mapping : null }
      }
      const [, region = '', service = '', call = ''] = /^arn:[^:]+:apigateway:([^:]*):([^:]+):((?:action|path)\/.*)$/s.exec(uri) ?? []
      if (service === '') return { kind: 'unsupported', why: `the integration's URI \`${uri}\` names no function and no service` }
      return {
        kind: 'service',
        service,
        region,
        call,
        method: (textOf(written.httpMethod) ?? 'POST').toUpperCase(),
        credentials,
        timeoutMs,
        mapping,
      }
    }
    case 'http':
    case 'http_proxy':
      return {
        kind: 'http',
        url: uri,
        method: (textOf(written.httpMethod) ?? 'ANY').toUpperCase(),
        mapping: type === 'http' ? mapping : null,
        parameters: mapping.requestParameters,
        timeoutMs,
      }
    case 'mock':
      return { kind: 'mock', mapping }
    default:
      return { kind: 'unsupported', why: `integrations of type \`${type}\` are not there` }
  }
}

/** The function of an invocations URI, or of an ARN as HTTP APIs take it. */
export function functionOf(uri: string): string | null {
  const inPath = /:lambda:path\/[^/]+\/functions\/(.+?)\/invocations/.exec(uri)?.[1]
  return inPath ?? (/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/.test(uri) ? uri : null)
}

const withStage = (uri: string, variables: ReadonlyMap<string, string>): string =>
  uri.replace(/\$\{stageVariables\.(\w+)\}/g, (whole, name: string) => variables.get(name) ?? whole)

function mappingOf(written: Plain): Mapping {
  const passthrough = (textOf(written.passthroughBehavior) ?? 'when_no_match').toUpperCase()
  return {
    requestTemplates: textMap(written.requestTemplates),
    requestParameters: textMap(written.requestParameters),
    passthrough: passthrough === 'NEVER' || passthrough === 'WHEN_NO_TEMPLATES' ? passthrough : 'WHEN_NO_MATCH',
    responses: Object.entries(mapOf(written.responses)).map(([pattern, response]): IntegrationResponse => {
      const it = mapOf(response)
      return {
        pattern: pattern === 'default' || pattern === '' ? null : pattern,
        status: numberOf(it.statusCode) ?? 200,
        parameters: textMap(it.responseParameters),
        templates: textMap(it.responseTemplates),
      }
    }),
  }
}

/** `AWS::ApiGateway::Method`'s `Integration`, by the names of the OpenAPI extension. */
export function fromMethodIntegration(it: Plain): Plain {
  const responses = Object.fromEntries(
    listOf(it.IntegrationResponses).map((each) => {
      const response = mapOf(each)
      const { StatusCode, SelectionPattern, ResponseParameters, ResponseTemplates } = response
      return [
        textOf(SelectionPattern) || 'default',
        { statusCode: StatusCode, responseParameters: ResponseParameters, responseTemplates: ResponseTemplates },
      ]
    }),
  )
  return {
    type: it.Type,
    uri: it.Uri,
    httpMethod: it.IntegrationHttpMethod,
    credentials: it.Credentials,
    requestTemplates: it.RequestTemplates,
    requestParameters: it.RequestParameters,
    passthroughBehavior: it.PassthroughBehavior,
    timeoutInMillis: it.TimeoutInMillis,
    responses,
  }
}

/** `AWS::ApiGatewayV2::Integration`, by the same names. */
export const fromHttpIntegration = (it: Plain): Plain => ({
  type: it.IntegrationType,
  uri: it.IntegrationUri,
  httpMethod: it.IntegrationMethod,
  credentials: it.CredentialsArn,
  integrationSubtype: it.IntegrationSubtype,
  requestParameters: it.RequestParameters,
  payloadFormatVersion: it.PayloadFormatVersion,
  timeoutInMillis: it.TimeoutInMillis,
})

/** An invocation by a proxy, as SAM makes it of an `Api` or `HttpApi` event. */
export const proxyTo = (functionArn: string, more: Plain = {}): Plain => ({
  type: 'aws_proxy',
  uri: functionArn,
  ...more,
})
