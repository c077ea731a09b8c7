/** `generate --format FORMAT`: the roles for other tools, on standard output or in a folder. */
import { mkdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { roleDocuments, rolesTemplate, rolesTerraform, writeWhole } from '../emit/index.js'
import type { Generation } from '../generate/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import type { Io } from './io.js'

export const FORMATS = ['cloudformation', 'terraform', 'json'] as const
export type Format = (typeof FORMATS)[number]

interface OutFile {
  readonly name: string
  readonly text: string
}

/** @param out a folder as given; without one all goes to standard output */
export function printFormat(generation: Generation, format: Format, out: string | undefined, io: Io): ExitStatus {
  const files = filesOf(generation, format)
  if (out === undefined) {
    io.print(
      format === 'json'
        ? together(files)
        : files
            .map((file) => file.text)
            .join('\n')
            .trimEnd(),
    )
    return EXIT.yes
  }
  const folder = resolve(io.cwd, out)
  try {
    mkdirSync(folder, { recursive: true })
  } catch {
    return io.fail({
      code: 'cli/cannot-write',
      message: `\`${out}\` cannot be made`,
      hint: 'give `--out` a folder that can be written',
      at: null,
    })
  }
  for (const { name, text } of files) {
    const written = writeWhole(join(folder, name), text)
    if (!written.ok) return io.fail(written.error)
  }
  io.print(`written: ${files.map(({ name }) => io.style.cyan(relative(io.cwd, join(folder, name)))).join(', ')}`)
  const placeholders = format === 'json' ? [...new Set(roleDocuments(generation.roles).flatMap((file) => file.placeholders))].sort() : []
  if (placeholders.length > 0) io.note(`fill in ${placeholders.join(', ')}`)
  return EXIT.yes
}

function filesOf({ app, roles }: Generation, format: Format): readonly OutFile[] {
  switch (format) {
    case 'cloudformation':
      return [{ name: 'roles.template.yaml', text: rolesTemplate(app, roles) }]
    case 'terraform':
      return [{ name: 'roles.tf', text: rolesTerraform(app, roles) }]
    case 'json':
      return roleDocuments(roles)
  }
}

/** One JSON value: documents by the names of their files. */
const together = (files: readonly OutFile[]): string =>
  JSON.stringify(Object.fromEntries(files.map(({ name, text }) => [name, JSON.parse(text) as unknown])), null, 2)
