/** Runs the command line in this process, on an app that a row describes as files. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from '../../src/cli/run.js'

/** Text, bytes, or where a symbolic link points to. */
export type FileContent = string | Uint8Array | { readonly linkTo: string } | { readonly folder: true }

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export async function runOn(files: Readonly<Record<string, FileContent>>, words: readonly string[]): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-bad-input-'))
  try {
    for (const [name, content] of Object.entries(files)) writeInto(join(folder, name), content)
    const text = { stdout: '', stderr: '' }
    const sink = (name: keyof typeof text) => ({
      write: (chunk: string): void => {
        text[name] += chunk
      },
    })
    const status = await run(words, { stdout: sink('stdout'), stderr: sink('stderr'), stdin: nothing(), env: {}, cwd: folder })
    return { status, ...text }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function* nothing(): AsyncGenerator<string> {}

function writeInto(path: string, content: FileContent): void {
  mkdirSync(dirname(path), { recursive: true })
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content)
  else if ('folder' in content) mkdirSync(path)
  else symlinkSync(content.linkTo, path)
}
