// Puts a summary into one comment of a pull request, and into the same one again when it changes: what `action.yml` calls.
// `node pull-request-comment.mjs FILE`, with GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_EVENT_PATH as a runner
// sets them. The comment is a courtesy: without the right to write one it says so, and ends with 0.
//
// Source: GitHub Docs, "REST API endpoints for issue comments".
import { readFileSync } from 'node:fs'

const MAX_COMMENT_CHARS = 65_536
const PAGE = 100
/** Nobody looks for one among more. */
const MAX_PAGES = 30
const TRIES = 3
const { GITHUB_TOKEN: token, GITHUB_API_URL: api = 'https://api.github.com', GITHUB_REPOSITORY: repository } = process.env

const body = readFileSync(process.argv[2], 'utf8')
const [marker = ''] = body.split('\n')
const { pull_request: pullRequest } = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))

if (!/^<!-- rolewright.* -->$/.test(marker)) say('error', 'the summary does not begin with its marker')
else if (pullRequest === undefined) say('notice', 'no pull request: there is nothing to comment on')
else if (!token) say('notice', 'no token: the summary of the job has it all')
else await comment(pullRequest.number)

async function comment(number) {
  const text = body.length <= MAX_COMMENT_CHARS ? body : `${body.slice(0, MAX_COMMENT_CHARS - 60)}\n\n… the job's summary has the rest\n`
  const issue = `/repos/${repository}/issues/${number}/comments`
  try {
    const before = await find(issue)
    if (before?.body === text) return
    // Somebody else's comment that begins alike cannot be changed, and is not ours.
    if (before !== undefined && (await ask('PATCH', `/repos/${repository}/issues/comments/${before.id}`, { body: text })) !== null) return
    if ((await ask('POST', issue, { body: text })) === null)
      say('notice', 'the token may not comment, as with pull requests of forks: the summary of the job has it all')
  } catch (error) {
    say('warning', `the comment was not written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function find(issue) {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const comments = await ask('GET', `${issue}?per_page=${PAGE}&page=${page}`)
    const found = comments?.find(({ body: text }) => typeof text === 'string' && text.startsWith(`${marker}\n`))
    if (found !== undefined || comments === null || comments.length < PAGE) return found
  }
  return undefined
}

/** @returns null where the token may not */
async function ask(method, path, value) {
  for (let i = 1; ; i++) {
    const response = await fetch(api + path, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'rolewright',
        'x-github-api-version': '2022-11-28',
      },
      ...(value === undefined ? {} : { body: JSON.stringify(value) }),
    })
    if (response.ok) return response.json()
    if ([401, 403, 404].includes(response.status)) return null
    if (response.status < 500 || i === TRIES) throw new Error(`${method} ${path.split('?')[0]} answered ${response.status}`)
    await new Promise((done) => setTimeout(done, 500 * i))
  }
}

function say(kind, text) {
  console.log(`::${kind} title=rolewright::${text}`)
  if (kind === 'error') process.exitCode = 1
}
