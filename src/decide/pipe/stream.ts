/** Lines of a stream through `answers`, in order, no faster than the reader takes them. */

import { StringDecoder } from 'node:string_decoder'
import { requestError } from '../problems.js'
import { type Answers, answers } from './answer.js'

/** Ten mebibytes; longer lines are answered with an error, and passed over. */
const MAX_LINE_CHARS = 10_485_760

/** Where answers go; a promise holds the next ones back until it is settled. */
export type Write = (text: string) => Promise<void> | undefined

/**
 * @param input bytes of UTF-8 in chunks of any size
 * @returns how many requests were decided, and how many lines could not be judged
 */
export async function evaluateStream(input: AsyncIterable<Uint8Array>, write: Write, source?: string): Promise<Answers['counts']> {
  const { answer, counts } = answers(source)
  const decoder = new StringDecoder('utf8')
  const lines: LineBuffer = { rest: '', number: 0, tooLong: false }
  for await (const chunk of input)
    await write(answerAll(lines, decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)), answer, counts))
  const end = answerAll(lines, `${decoder.end()}\n`, answer, counts)
  if (end !== '') await write(end)
  return counts
}

interface LineBuffer {
  /** The start of a line whose end was not seen. */
  rest: string
  /** Of the line that ended last, from 1. */
  number: number
  /** Whether the line at hand is passed over. */
  tooLong: boolean
}

function answerAll(lines: LineBuffer, text: string, answer: Answers['answer'], counts: Answers['counts']): string {
  let out = ''
  let from = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
    const line = lines.rest === '' ? text.slice(from, end) : lines.rest + text.slice(from, end)
    lines.rest = ''
    lines.number++
    from = end + 1
    if (lines.tooLong || line.length > MAX_LINE_CHARS) out += `${tooLong(lines, counts)}\n`
    else {
      const answered = answer(line, lines.number)
      if (answered !== null) out += `${answered}\n`
    }
    lines.tooLong = false
  }
  lines.rest += text.slice(from)
  if (lines.rest.length > MAX_LINE_CHARS) {
    lines.tooLong = true
    lines.rest = ''
  }
  return out
}

function tooLong(lines: LineBuffer, counts: Answers['counts']): string {
  counts.broken++
  const { code, message, hint } = requestError(
    'request/too-long',
    `the line has more than ${MAX_LINE_CHARS} characters`,
    'define its policies once, and name them by `policiesRef`',
  )
  return JSON.stringify({ id: null, error: { code, message, hint, at: { file: 'stdin', line: lines.number, column: 1 } } })
}
