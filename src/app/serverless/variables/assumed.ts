/** Texts as far as given values and fallbacks say them: for paths, keys and structure, never for names. */
import { itemsOf, member, type Node, soleKey, sourceOf } from '../../document/node.js'

/** @param textOf what a reference is taken to be, null where nothing says so */
export function assumedText(node: Node | undefined, textOf: (id: string) => string | null): string | null {
  if (node === undefined) return null
  if (node.kind !== 'map') return sourceOf(node)
  const name = soleKey(node)
  const argument = name === null ? undefined : member(node, name)
  switch (name) {
    case 'Ref':
      return textOf(sourceOf(argument) ?? '')
    // Of a value that is open and a fallback, the fallback.
    case 'Fn::If':
      return assumedText(itemsOf(argument)[1], textOf)
    case 'Fn::Sub':
      return argument?.kind === 'scalar' && !argument.source.includes('${') ? argument.source : null
    case 'Fn::Join': {
      const [between, items] = itemsOf(argument)
      const parts = itemsOf(items).map((part) => assumedText(part, textOf))
      return parts.every((part) => part !== null) ? parts.join(sourceOf(between) ?? '') : null
    }
    default:
      return null
  }
}

/** Whether a text is made of literal text and of such references alone. */
export function restsOn(node: Node, isSettled: (id: string) => boolean): boolean {
  if (node.kind !== 'map') return true
  const id = sourceOf(member(node, 'Ref'))
  if (id !== null) return isSettled(id)
  return soleKey(node) === 'Fn::Join' && itemsOf(itemsOf(member(node, 'Fn::Join'))[1]).every((part) => restsOn(part, isSettled))
}
