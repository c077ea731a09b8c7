/** URLs keep the text that they are made of: hosts of signed requests come from them. */

import type { TracePiece } from '../../types.js'
import { type AbstractObject, literalText, type NativeFunction, textValue, UNDEFINED, type Value } from '../../values.js'
import { current } from '../lattice.js'
import type { Run } from '../run.js'
import { concat, piecesOf, textOf } from '../texts.js'
import { anyTextOf } from './builtin.js'

export function urlClass(run: Run): AbstractObject {
  const made = run.machine.nativeClass('URL', {
    construct: (machine, self, args) => {
      const [path = UNDEFINED, base = UNDEFINED] = args
      const text = base.kind === 'undefined' ? concat([path]) : withBase(concat([base]), concat([path]))
      machine.setBrand(self, { kind: 'library', name: 'url', parts: new Map([['text', text]]) })
      const parts = partsOf(text)
      for (const [key, value] of Object.entries(parts)) machine.set(self, key, value)
      const query = machine.construct(run.realm.globals.get('URLSearchParams') ?? UNDEFINED, [])
      machine.set(self, 'searchParams', query)
      machine.set(self, 'href', text)
    },
    members: { toString: textMethod, toJSON: textMethod },
  })
  return made
}

const textMethod: NativeFunction = (_, c) => {
  const brand = c.self.kind === 'object' ? current(c.self).brand : null
  return (brand?.kind === 'library' ? brand.parts.get('text') : undefined) ?? anyTextOf('a URL')
}

function withBase(base: Value, path: Value): Value {
  const text = literalText(path)
  if (text !== null && /^[a-z][a-z0-9+.-]*:\/\//.test(text)) return path
  return concat([base, textValue(text?.startsWith('/') === true ? '' : '/'), path])
}

function partsOf(text: Value): Record<string, Value> {
  const pieces = text.kind === 'text' ? text.pieces : piecesOf(text)
  const { host, rest } = splitHost(pieces)
  const [first] = pieces
  const protocol = first?.kind === 'literal' ? /^([a-z][a-z0-9+.-]*:)/.exec(first.text)?.[1] : undefined
  return {
    host: textOf(host),
    hostname: textOf(host),
    pathname:
      rest.length === 0 ? (host.every((each) => each.kind === 'literal') ? textValue('/') : anyTextOf('the path of a URL')) : textOf(rest),
    protocol: protocol === undefined ? anyTextOf('the scheme of a URL') : textValue(protocol),
    origin: anyTextOf('the origin of a URL'),
    search: anyTextOf('the query of a URL'),
    hash: anyTextOf('the fragment of a URL'),
    port: anyTextOf('the port of a URL'),
  }
}

/** What stands between `//` and the next `/` of literal text. A given piece at the begin is taken with scheme and host. */
function splitHost(pieces: readonly TracePiece[]): { host: TracePiece[]; rest: TracePiece[] } {
  const host: TracePiece[] = []
  const rest: TracePiece[] = []
  let inHost = true
  pieces.forEach((piece, i) => {
    if (!inHost || piece.kind !== 'literal') {
      ;(inHost ? host : rest).push(piece)
      return
    }
    const text = i === 0 ? piece.text.replace(/^[a-z][a-z0-9+.-]*:\/\//, '') : piece.text
    const slash = text.indexOf('/')
    if (slash < 0) host.push({ kind: 'literal', text })
    else {
      host.push({ kind: 'literal', text: text.slice(0, slash) })
      rest.push({ kind: 'literal', text: text.slice(slash) })
      inHost = false
    }
  })
  return { host, rest }
}
