/** `mcp` as an assistant starts it: the built command, asked over standard input and output. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'dist/cli/main.js')

interface Answer {
  readonly id: number
  readonly result?: {
    readonly tools?: readonly { readonly name: string }[]
    readonly structuredContent?: Readonly<Record<string, unknown>>
  }
}

test('the built command serves its tools, and answers one of them', async () => {
  const child = spawn(process.execPath, [MAIN, 'mcp'], { cwd: ROOT, stdio: ['pipe', 'pipe', 'ignore'] })
  const answers = new Map<number, Answer>()
  const done = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it answered`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer
      answers.set(answer.id, answer)
      if (answers.has(3)) resolve()
    })
  })
  const send = (message: Readonly<Record<string, unknown>>): boolean =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const clientInfo = { name: 'test', version: '1' }
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } })
  send({ method: 'notifications/initialized' })
  send({ id: 2, method: 'tools/list' })
  send({ id: 3, method: 'tools/call', params: { name: 'generate', arguments: { app: 'examples/items-api' } } })
  try {
    await done
  } finally {
    child.kill()
  }
  expect(answers.get(2)?.result?.tools?.map(({ name }) => name)).toEqual([
    'audit_summary',
    'compare',
    'evaluate',
    'explain_grant',
    'fix_access_denied',
    'generate',
  ])
  expect(answers.get(3)?.result?.structuredContent).toMatchObject({ format: 'sam' })
}, 30_000)
