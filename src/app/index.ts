export { statementsOfRoles } from './declared/of-app.js'
export { valueOfJsonText } from './definitions/json-text.js'
export { deployedType } from './facts.js'
export { type ToldCall, toldCalls } from './functions/told-calls.js'
export { type ReadOptions, readApp } from './read-app.js'
export { type Files, readFiles } from './read-files.js'
export { arnOfResource, namesOf, type Resolved, refersTo, resolveResource, targetOf, targetsOf } from './resolve.js'
export { FRAMEWORK_BUCKET } from './serverless/names.js'
export type {
  App,
  AppFormat,
  AppFunction,
  Code,
  DeclaredStatement,
  Entry,
  FunctionRole,
  Given,
  Language,
  Parameter,
  Resource,
  Target,
  Value,
  Wire,
  WireKind,
} from './types.js'
export { alternatives, entriesOf, entry, flag, items, literal, textOf, texts } from './values.js'
