export { any, equalSym, literalOf, type Piece, parseSym, printSym, type SymText, splitSym, symbol, symText, text } from './symbolic.js'
export type {
  Condition,
  Effect,
  Matcher,
  OperatorName,
  Policy,
  PolicyDocument,
  PolicyKind,
  PrincipalPattern,
  Statement,
} from './types.js'
