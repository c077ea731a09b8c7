/**
 * `{{resolve:service:…}}` in a text becomes a symbol, also where the name inside is built of other symbols.
 * Source: CloudFormation User Guide, "Get values stored in other services using dynamic references".
 */
import { any, type Piece, printSym, type SymText, symbol, symText, text } from '../../policy/index.js'

/** Stands for a piece that is no text while the text around it is searched: one private character each. */
const FIRST_PLACEHOLDER = 0xe000

export function resolveDynamicReferences(value: SymText): SymText {
  if (!value.some((piece) => piece.kind === 'text' && piece.text.includes('{{resolve:'))) return value
  const others: Piece[] = []
  let flat = ''
  for (const piece of value) {
    if (piece.kind === 'text') flat += piece.text
    else {
      flat += String.fromCharCode(FIRST_PLACEHOLDER + others.length)
      others.push(piece)
    }
  }
  const restore = (part: string): SymText => {
    const pieces: Piece[] = []
    for (const char of part.split(/([\ue000-\uf8ff])/)) {
      const other = others[char.charCodeAt(0) - FIRST_PLACEHOLDER]
      pieces.push(char.length === 1 && other !== undefined ? other : text(char))
    }
    return symText(...pieces)
  }
  const out: (Piece | SymText)[] = []
  let done = 0
  for (const match of flat.matchAll(/\{\{resolve:([a-z-]+):([^{}]*)\}\}/g)) {
    out.push(restore(flat.slice(done, match.index)), referenceSymbol(match[1] ?? '', match[2] ?? '', restore))
    done = match.index + match[0].length
  }
  return symText(...out, restore(flat.slice(done)))
}

function referenceSymbol(service: string, rest: string, restore: (part: string) => SymText): Piece {
  // A version says which of the parameter's values, not which parameter.
  if (service === 'ssm' || service === 'ssm-secure') return symbol(`ssm:${printSym(restore(rest.replace(/:\d+$/, '')))}`)
  if (service !== 'secretsmanager') return any
  const parts = rest.split(':')
  // An ARN has seven parts; a name has one. Behind it: SecretString, the JSON key, stage, version.
  const name = parts.slice(0, parts[0] === 'arn' ? 7 : 1).join(':')
  const key = parts[parts[0] === 'arn' ? 8 : 2] ?? ''
  return symbol(`secretsmanager:${printSym(restore(key === '' ? name : `${name}:SecretString:${key}`))}`)
}
