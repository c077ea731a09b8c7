/** What the catalog knows of a template's types, SAM's own included. */
import { type CfnTypeFacts, cfnType } from '../catalog/index.js'

/** Source: AWS SAM Developer Guide, "Generated AWS CloudFormation resources for AWS SAM". */
const SAM_TYPES: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Api', 'AWS::ApiGateway::RestApi'],
  ['AWS::Serverless::Application', 'AWS::CloudFormation::Stack'],
  ['AWS::Serverless::CapacityProvider', 'AWS::Lambda::CapacityProvider'],
  ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
  ['AWS::Serverless::GraphQLApi', 'AWS::AppSync::GraphQLApi'],
  ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api'],
  ['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion'],
  ['AWS::Serverless::SimpleTable', 'AWS::DynamoDB::Table'],
  ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'],
  ['AWS::Serverless::WebSocketApi', 'AWS::ApiGatewayV2::Api'],
])

/** The CloudFormation type that a resource is deployed as: SAM's types become others. */
export const deployedType = (type: string): string => SAM_TYPES.get(type) ?? type

/** Facts of the deployed type; null where the catalog has none. */
export const typeFacts = (type: string): CfnTypeFacts | null => cfnType(deployedType(type))

/** The property that sets a resource's name, which SAM spells otherwise for some of its types. */
export function nameProperty(type: string): string | null {
  if (type === 'AWS::Serverless::StateMachine' || type === 'AWS::Serverless::Api' || type === 'AWS::Serverless::HttpApi') return 'Name'
  return typeFacts(type)?.nameProperty ?? null
}
