export { type CatalogSource, catalogDate, catalogSources, servicesWithResourceControl } from './about.js'
export {
  actionIndex,
  actionsOf,
  allActions,
  expandActions,
  findAction,
  isService,
  nearestAction,
  resourceType,
  resourceTypesOf,
  services,
} from './actions.js'
export { samType } from './cfn-rows.js'
export { elementsOf, pathsOf } from './check-paths.js'
export {
  type ClientFacts,
  clientFacts,
  clientPrefix,
  clientSuffixes,
  type InputShape,
  nearestOperation,
  type OperationModel,
  operationModel,
  operationName,
  type Protocol,
  suffixOfV2Class,
} from './clients.js'
export { cfnType, cfnTypes } from './cloudformation.js'
export { conditionKey, conditionKeysOf, globalConditionKeys } from './condition-keys.js'
export {
  type CopySource,
  isArn,
  readCopySource,
  readForm,
  SECRET_SUFFIX,
  unqualifiedMachine,
} from './forms.js'
export { matchesGlob } from './glob.js'
export { type ManagedPolicyFacts, managedPolicy, managedPolicyNames } from './managed-policies.js'
export { operationFacts } from './operation-facts.js'
export { type PartiqlStatement, readPartiql } from './partiql.js'
export { elementOf, inputPath, isWholeArn, type PathStep, type TemplatePiece, templatePieces } from './paths.js'
export {
  type ConnectorPair,
  connectorPair,
  connectorPairs,
  fillStatement,
  type PolicyTemplate,
  policyTemplate,
  policyTemplateNames,
  type SamPermission,
  type SamStatement,
} from './sam.js'
export type {
  AccessLevel,
  ActionFacts,
  ApiMethod,
  ApiUrlForm,
  CfnTypeFacts,
  ConditionKeyFacts,
  FormReading,
  InputTest,
  MemberForm,
  OperationCheck,
  OperationFacts,
  Places,
  ResourceRule,
  ResourceTypeFacts,
} from './types.js'
export { signedFor } from './url-forms.js'
