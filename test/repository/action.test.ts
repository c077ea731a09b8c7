/** The steps of `action.yml`, run as a runner would: its shell, its environment, and a server where GitHub's interface would be. */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

interface Step {
  readonly name: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}

const ROOT = join(import.meta.dirname, '../..')
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}
const stepOf = (name: string): Step => {
  const found = action.runs.steps.find((step) => step.name === name)
  if (found === undefined) throw new Error(`action.yml has no step ${name}`)
  return found
}

const scratch = mkdtempSync(join(tmpdir(), 'rolewright-action-'))
const repository = join(scratch, 'repository')
const runnerTemp = join(scratch, 'temp')
const summary = join(scratch, 'summary.md')
const event = join(scratch, 'event.json')
let base = ''

/** What GitHub keeps of comments, with the answers that it gives. */
interface Comment {
  readonly id: number
  body: string
  readonly user: string
}
const comments: Comment[] = []
const asked: string[] = []
let mayWrite = true
let failures = 0
let server: Server
let api = ''

beforeAll(async () => {
  mkdirSync(join(repository, 'services'), { recursive: true })
  mkdirSync(join(runnerTemp, 'rolewright/node_modules/.bin'), { recursive: true })
  const tool = join(ROOT, 'dist/cli/main.js')
  chmodSync(tool, 0o755)
  symlinkSync(tool, join(runnerTemp, 'rolewright/node_modules/.bin/rolewright'))
  cpSync(join(ROOT, 'examples/items-api'), join(repository, 'services/shop'), {
    recursive: true,
    filter: (path) => !/\/(out|node_modules|\.rolewright|rolewright\.lock\.json)$/.test(path),
  })
  execFileSync(process.execPath, [tool, 'generate', 'services/shop', '--update-lock', '--quiet'], { cwd: repository })
  git('init', '-q')
  commit('before')
  base = git('rev-parse', 'HEAD').trim()
  const file = join(repository, 'services/shop/src/items/repository.ts')
  writeFileSync(file, readFileSync(file, 'utf8').replace('new DeleteCommand', 'new GetCommand'))
  commit('after')
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    request.on('end', () => {
      const [status, value] = answer(request.method ?? '', request.url ?? '', request.headers.authorization ?? '', text)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  api = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
}, 60_000)

afterAll(() => {
  server.close()
  rmSync(scratch, { recursive: true, force: true })
})

afterEach(() => {
  comments.length = 0
  asked.length = 0
  mayWrite = true
  failures = 0
})

function git(...words: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...words], { cwd: repository, encoding: 'utf8' })
}
function commit(message: string): void {
  git('add', '-A')
  git('commit', '-q', '-m', message)
}

function answer(method: string, url: string, authorization: string, text: string): readonly [number, unknown] {
  asked.push(`${method} ${url}`)
  if (authorization !== 'Bearer secret') return [401, {}]
  if (failures > 0) {
    failures--
    return [502, {}]
  }
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  if (method === 'GET' && pathname === '/repos/acme/shop/issues/7/comments') {
    const page = Number(searchParams.get('page'))
    return [200, comments.slice((page - 1) * 100, page * 100)]
  }
  if (!mayWrite) return [403, { message: 'Resource not accessible by integration' }]
  const { body } = JSON.parse(text) as { readonly body: string }
  if (method === 'POST') {
    comments.push({ id: comments.length + 1, body, user: 'bot' })
    return [201, {}]
  }
  const found = comments.find(({ id }) => pathname === `/repos/acme/shop/issues/comments/${id}`)
  if (found === undefined) return [404, {}]
  if (found.user !== 'bot') return [403, {}]
  found.body = body
  return [200, {}]
}

/** What stands in `${{ … }}`, as far as this action uses it. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => values[name] ?? '')
}

interface Ended {
  readonly status: number
  readonly output: string
}

async function runStep(name: string, given: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { run = '', env = {} } = stepOf(name)
  const inputs = Object.fromEntries(Object.entries(action.inputs).map(([key, { default: value }]) => [`inputs.${key}`, value]))
  const values = { ...inputs, 'inputs.app': 'services/shop', 'inputs.token': 'secret', ...given }
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', filled(run, values)], {
    cwd: repository,
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      RUNNER_TEMP: runnerTemp,
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_EVENT_PATH: event,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_API_URL: api,
      ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value, values)])),
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
  return new Promise((done) => child.on('close', (status) => done({ status: status ?? -1, output })))
}

describe('on a pull request', () => {
  test('what was gained and lost is in the summary, with annotations and SARIF', async () => {
    const { status, output } = await runStep('Findings', { 'github.event.pull_request.base.sha': base })
    expect(output).toContain('::warning file=services/shop/template.yaml,line=')
    expect(status).toBe(0)
    expect(readFileSync(summary, 'utf8')).toMatch(/^<!-- rolewright services\/shop\/ -->\n### Access: 1 gained, 1 lost\n/)
    const sarif = readFileSync(join(repository, 'rolewright.sarif'), 'utf8')
    expect(sarif).toContain('"uri": "services/shop/template.yaml"')
    rmSync(summary)
  }, 60_000)

  test('without the base, against the lockfile', async () => {
    const { status } = await runStep('Findings', { 'github.event.pull_request.base.sha': '0'.repeat(40) })
    expect(status).toBe(0)
    expect(readFileSync(summary, 'utf8')).toContain('### Access: 1 gained, 1 lost')
  }, 60_000)

  test('the check says no', async () => {
    const { status, output } = await runStep('Check')
    expect(status).toBe(2)
    expect(output).toContain('dynamodb:GetItem')
  }, 60_000)
})

describe('the comment', () => {
  const text = '<!-- rolewright services/shop/ -->\n### Access: 1 gained, 0 lost\n'
  const write = async (body: string, pullRequest: unknown = { number: 7 }): Promise<Ended> => {
    writeFileSync(join(runnerTemp, 'rolewright.md'), body)
    writeFileSync(event, JSON.stringify(pullRequest === null ? {} : { pull_request: pullRequest }))
    return runStep('Comment')
  }

  test('is made once, and then updated', async () => {
    comments.push({ id: 900, body: 'nice', user: 'somebody' })
    expect((await write(text)).status).toBe(0)
    expect(comments.map(({ body }) => body)).toEqual(['nice', text])
    const next = text.replace('1 gained', '0 gained')
    await write(next)
    expect(comments.map(({ body }) => body)).toEqual(['nice', next])
    asked.length = 0
    await write(next)
    expect(asked.filter((line) => !line.startsWith('GET'))).toEqual([])
  })

  test('is found behind a hundred others', async () => {
    for (let id = 1000; id < 1150; id++) comments.push({ id, body: `no ${id}`, user: 'somebody' })
    comments.push({ id: 2000, body: text, user: 'bot' })
    await write(`${text}more\n`)
    expect(comments.length).toBe(151)
    expect(comments.at(-1)?.body).toBe(`${text}more\n`)
  })

  test('of another app, and of somebody else, stays', async () => {
    const other = text.replace('services/shop/', 'services/other/')
    comments.push({ id: 1, body: other, user: 'bot' }, { id: 2, body: text, user: 'somebody' })
    await write(`${text}more\n`)
    expect(comments.map(({ body }) => body)).toEqual([other, text, `${text}more\n`])
  })

  test('that may not be written is no failure', async () => {
    mayWrite = false
    const { status, output } = await write(text)
    expect(status).toBe(0)
    expect(output).toContain('::notice')
  })

  test('is tried again when the server fails, and given up in the end', async () => {
    failures = 2
    await write(text)
    expect(comments.length).toBe(1)
    comments.length = 0
    failures = 100
    const { status, output } = await write(text)
    expect(status).toBe(0)
    expect(output).toContain('::warning')
  }, 20_000)

  test('has at most as many characters as GitHub takes', async () => {
    await write(text + 'x'.repeat(100_000))
    expect(comments[0]?.body.length).toBeLessThanOrEqual(65_536)
  })

  test('needs a pull request', async () => {
    expect((await write(text, null)).status).toBe(0)
    expect(asked).toEqual([])
  })
})

test('what others made is pinned by its commit', () => {
  const uses = action.runs.steps.flatMap((step) => step.uses ?? [])
  expect(uses.length).toBeGreaterThan(0)
  for (const used of uses) expect(used).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/)
})

test('what the steps call is in the repository', () => {
  for (const { run = '' } of action.runs.steps)
    for (const [, path = ''] of run.matchAll(/\$GITHUB_ACTION_PATH\/([\w./-]+)/g)) expect(existsSync(join(ROOT, path)), path).toBe(true)
})
