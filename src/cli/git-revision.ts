/** `REV:PATH`: files of a git revision, laid out in a temporary folder to be read as any app is. The repository is not touched. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, resolve, sep } from 'node:path'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'

export interface Revision {
  /** The file or folder that `PATH` names, in the temporary folder. */
  readonly path: string
  readonly remove: () => void
}

const MOST_BYTES = 1 << 30

/** @returns null where the words are no `REV:PATH`: a file or folder of that name is there, or it has no colon */
export function splitRevision(words: string, cwd: string): { readonly revision: string; readonly path: string } | null {
  const colon = words.indexOf(':')
  if (colon <= 0 || existsSync(resolve(cwd, words)) || /^[A-Za-z]:[\\/]/.test(words)) return null
  return { revision: words.slice(0, colon), path: words.slice(colon + 1) }
}

/** @errors `cli/no-git`, `cli/no-such-revision` */
export function layOut(revision: string, path: string, cwd: string): Result<Revision, Problem> {
  const git = (words: readonly string[]): string | null => {
    const run = spawnSync('git', [...words], { cwd, encoding: 'utf8', maxBuffer: MOST_BYTES })
    return run.status === 0 ? run.stdout : null
  }
  const prefix = git(['rev-parse', '--show-prefix'])?.trim()
  const top = git(['rev-parse', '--show-toplevel'])?.trim()
  if (prefix === undefined || top === undefined)
    return fail({
      code: 'cli/no-git',
      message: `\`${cwd}\` is in no git repository`,
      hint: 'run it inside of one, or name a folder',
      at: null,
    })
  const commit = git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])?.trim()
  // As git has it: from the top of the tree, unless the path begins with `./` or `../`.
  const wanted = /^\.{1,2}(?:\/|$)/.test(path) ? posix.normalize(posix.join(prefix, path)) : posix.normalize(path === '' ? '.' : path)
  const inside = wanted === '.' || wanted === './' ? '' : wanted.replace(/\/$/, '')
  const type = commit === undefined ? null : (git(['cat-file', '-t', `${commit}:${inside}`])?.trim() ?? null)
  if (commit === undefined || type === null || inside.startsWith('..')) return fail(noSuchRevision(revision, path, commit !== undefined))
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-revision-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  // What is imported from above the app's folder is part of what it does, so the whole tree is laid out.
  const names = git(['ls-tree', '-r', '-z', '--full-tree', commit]) ?? ''
  const blobs = names.split('\0').flatMap((line) => {
    const [head = '', name] = line.split('\t')
    const [mode, kind, id] = head.split(' ')
    return kind === 'blob' && mode !== '120000' && id !== undefined && name !== undefined ? [{ id, name }] : []
  })
  writeBlobs(blobs, folder, cwd)
  linkPackages(blobs, top, folder)
  return ok({ path: join(folder, inside), remove })
}

const noSuchRevision = (revision: string, path: string, hasCommit: boolean): Problem => ({
  code: 'cli/no-such-revision',
  message: hasCommit ? `the revision \`${revision}\` has no \`${path}\`` : `git knows no revision \`${revision}\``,
  hint: 'write `REV:PATH`, such as `main:services/orders`',
  at: null,
})

interface Blob {
  readonly id: string
  readonly name: string
}

/** All contents by one process of git: `ID blob SIZE`, a line feed, the bytes, a line feed. */
function writeBlobs(blobs: readonly Blob[], folder: string, cwd: string): void {
  const run = spawnSync('git', ['cat-file', '--batch'], { cwd, input: blobs.map(({ id }) => `${id}\n`).join(''), maxBuffer: MOST_BYTES })
  let at = 0
  for (const { name } of blobs) {
    const end = run.stdout.indexOf(10, at)
    const size = Number(run.stdout.toString('latin1', at, end).split(' ')[2])
    const file = resolve(folder, name)
    if (file.startsWith(folder + sep)) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, run.stdout.subarray(end + 1, end + 1 + size), { mode: 0o444 })
    }
    at = end + 1 + size + 1
  }
}

/** Installed packages are in no revision: those that are there now are looked into, where a `package.json` stands beside. */
function linkPackages(blobs: readonly Blob[], top: string, folder: string): void {
  for (const { name } of blobs) {
    if (posix.basename(name) !== 'package.json') continue
    const packages = join(top, posix.dirname(name), 'node_modules')
    const target = join(folder, posix.dirname(name), 'node_modules')
    if (existsSync(packages) && !existsSync(target)) symlinkSync(packages, target, 'dir')
  }
}
