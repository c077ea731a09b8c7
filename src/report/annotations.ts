/** Findings as workflow commands: a line on standard output that GitHub shows beside the changed code. */
import { posix } from 'node:path'
import type { Finding, Severity } from '../outcome/index.js'

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }
/** GitHub shows ten of each kind a step; the most severe come first. */
const MAX_ANNOTATIONS = 30

/** @param prefix what stands before the app's own paths, so that they begin at the repository */
export const annotations = (findings: readonly Finding[], prefix: string): readonly string[] =>
  findings.slice(0, MAX_ANNOTATIONS).map(({ severity, code, subject, message, hint, at }) => {
    const place = at === null ? '' : `file=${property(posix.normalize(prefix + at.file))},line=${at.line},col=${at.column},`
    return `::${COMMAND[severity]} ${place}title=${property(code)}::${data(`${subject}: ${message}\n${hint}`)}`
  })

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
