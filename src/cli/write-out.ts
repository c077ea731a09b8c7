/** The files that `secure` leaves in its folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolesTemplate } from '../emit/index.js'
import type { Generation } from '../generate/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { buildReport, readPageParts, reportHtml, sarifText, sourceReader } from '../report/index.js'
import { packageVersion } from './package-version.js'

/**
 * @param folder absolute; made where it is not there
 * @returns absolute paths of what was written
 * @errors `cli/cannot-write`
 */
export function writeOut(generation: Generation, folder: string): Result<readonly string[], Problem> {
  const report = buildReport(generation, { audit: null, verify: null })
  const sarif = sarifText(report, { version: packageVersion(), prefix: '', textOf: sourceReader(generation.app) })
  const files: readonly (readonly [string, string])[] = [
    ['roles.json', `${JSON.stringify(generation.generated, null, 2)}\n`],
    ['roles.template.yaml', rolesTemplate(generation.app, generation.roles)],
    ['report.html', reportHtml(report, readPageParts())],
    ['findings.sarif', sarif],
  ]
  try {
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of files) writeFileSync(join(folder, name), text)
  } catch (thrown) {
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    return fail({
      code: 'cli/cannot-write',
      message: `\`${folder}\` cannot be written (${reason})`,
      hint: 'give `--out` a folder that can be, or use `generate`, which writes nothing',
      at: null,
    })
  }
  return ok(files.map(([name]) => join(folder, name)))
}
