/** Which of the readings of an API's URL can be meant: of an HTTP API, a stage stands in the path or it does not. */
import { literalOf, printSym, type SymText } from '../policy/index.js'
import { canonicalArn } from './arn.js'
import type { Declared, DeclaredIndex } from './declared.js'
import { textsAt } from './value.js'

const DEFAULT_STAGE = '$default'

/**
 * @param arns readings of one URL
 * @source API Gateway Developer Guide, "Stages for HTTP APIs": `$default` is served from the base of the URL; REST APIs have none
 */
export function ofStages(arns: readonly SymText[], index: DeclaredIndex): readonly SymText[] {
  if (arns.length < 2) return arns
  const possible = arns.filter((arn) => {
    const api = canonicalArn(arn, index).declared
    return api === null || isStage(stageIn(arn), api, index)
  })
  return possible.length > 0 ? possible : arns
}

/** `arn:…:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`. */
const stageIn = (arn: SymText): string => printSym(arn).split('/')[1] ?? '*'

function isStage(stage: string, api: Declared, index: DeclaredIndex): boolean {
  if (api.type === 'AWS::ApiGateway::RestApi') return stage !== DEFAULT_STAGE
  const named = stagesOf(api, index)
  return named === null || named.includes(stage)
}

/** @returns null where a stage has a name that is not known, or may be made elsewhere */
function stagesOf(api: Declared, index: DeclaredIndex): readonly string[] | null {
  if (api.type !== 'AWS::ApiGatewayV2::Api') return null
  const own = textsAt(api.resource.properties, ['StageName'])
  const isSam = api.resource.type === 'AWS::Serverless::HttpApi'
  const stages = (index.byType.get('AWS::ApiGatewayV2::Stage') ?? []).filter(({ resource }) =>
    textsAt(resource.properties, ['ApiId']).some((id) => id.some((piece) => piece.kind === 'symbol' && piece.name === api.id)),
  )
  const texts = [...own, ...stages.flatMap(({ resource }) => textsAt(resource.properties, ['StageName']))]
  const names = texts.map(literalOf)
  if (names.some((name) => name === null)) return null
  const known = names.filter((name) => name !== null)
  if (isSam && own.length === 0) return [DEFAULT_STAGE, ...known]
  return known.length === 0 ? null : known
}
