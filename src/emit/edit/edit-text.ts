/** A file's text and the value that it should mean → the edited text, or why it cannot be made. */
import { fail, ok, type Result } from '../../outcome/index.js'
import type { Json } from '../yaml.js'
import { anchorsIn, plain, sameValue } from './plain.js'
import { readTree } from './read-tree.js'
import { reconcile } from './reconcile.js'
import { spliced } from './splice.js'
import type { SourceText } from './tree.js'

/** Where anchors are shared, each pass sets right what the one before changed elsewhere. */
const MAX_PASSES = 4

/**
 * The result is read again: it means exactly what was wanted, and every comment is there. Anything else is an error, never
 * a wrong edit.
 *
 * @errors what stands in the way, as a sentence's end
 */
export function editText(text: string, wanted: Json): Result<string, string> {
  let at = text
  let first: SourceText | null = null
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const source = readTree(at)
    if (!source.ok) return fail(pass === 0 ? source.error : `an edit of it could not be read again: ${source.error}`)
    first ??= source.value
    if (sameValue(plain(source.value.root, anchorsIn(source.value.root)), wanted)) {
      return hasComments(first, source.value) ? ok(at) : fail('a comment would be lost')
    }
    const { bom, eol } = source.value
    const edited = spliced(source.value.text, reconcile(source.value, wanted), eol)
    if (edited === null) return fail('its lines are set out in a way that edits would meet in')
    at = `${bom ? '\uFEFF' : ''}${edited}`
  }
  return fail('parts that other places share cannot be told apart')
}

/** All comments of the text before are in the text after, as often. */
function hasComments(before: SourceText, after: SourceText): boolean {
  const textsOf = ({ text, comments }: SourceText): readonly string[] => comments.map(({ start, end }) => text.slice(start, end).trim())
  const counts = new Map<string, number>()
  for (const comment of textsOf(after)) counts.set(comment, (counts.get(comment) ?? 0) + 1)
  return textsOf(before).every((comment) => {
    const count = counts.get(comment) ?? 0
    counts.set(comment, count - 1)
    return count > 0
  })
}
