/** The text of `Fn::Sub`: literal parts and names. `${!Literal}` is the literal `${Literal}`. */
export type SubPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'name'; readonly name: string }

export function parseSub(source: string): readonly SubPart[] {
  const parts: SubPart[] = []
  let done = 0
  for (const match of source.matchAll(/\$\{([^{}]*)\}/g)) {
    const inner = match[1] ?? ''
    if (match.index > done) parts.push({ kind: 'text', text: source.slice(done, match.index) })
    parts.push(inner.startsWith('!') ? { kind: 'text', text: `\${${inner.slice(1)}}` } : { kind: 'name', name: inner.trim() })
    done = match.index + match[0].length
  }
  if (done < source.length) parts.push({ kind: 'text', text: source.slice(done) })
  return parts
}
