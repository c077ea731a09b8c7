// What it costs to read lines and parse them as JSON, and nothing else: the measure for pipes.
import { StringDecoder } from 'node:string_decoder'

const decoder = new StringDecoder('utf8')
let rest = ''
for await (const chunk of process.stdin) {
  const text = rest + decoder.write(chunk)
  let from = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
    JSON.parse(text.slice(from, end))
    from = end + 1
  }
  rest = text.slice(from)
}
