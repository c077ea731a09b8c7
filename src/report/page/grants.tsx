/** What each function needs, with the lines of source that need it, and the role that gives it. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { GeneratedGrant } from '../../generate/index.js'
import type { Link, Report } from '../types.js'
import { levelClass } from './flow.js'
import { strongest } from './flow-layout.js'
import { nameOf, own, type Subject } from './model.js'
import { Message, Name, Place, visible } from './text.js'

const CERTAINTY: Readonly<Record<GeneratedGrant['certainty'], string>> = {
  resolved: 'the resource is known',
  assumed: 'the only declared candidate',
  candidates: 'every declared one of its type',
  wildcard: 'the resource is not known',
}

interface CardProps {
  readonly subject: Subject
  readonly report: Report
  readonly open: boolean
}

/** What is folded is not drawn until somebody opens it, or prints. */
export function SubjectCard({ subject, report, open }: CardProps): JSX.Element {
  const width = own(report.generated.widths, subject.id)
  const [isOpen, setOpen] = useState(open)
  useEffect(() => {
    const unfold = (): void => setOpen(true)
    addEventListener('beforeprint', unfold)
    return () => removeEventListener('beforeprint', unfold)
  }, [])
  return (
    <details class="card" open={isOpen} id={`subject-${subject.id}`} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Name>{subject.id}</Name>
        <span class="aside">
          {subject.service ?? ''}
          {width === undefined ? '' : `${width.declared.cells} → ${width.generated.cells} cells`}
        </span>
      </summary>
      {isOpen && <CardContent subject={subject} report={report} />}
    </details>
  )
}

function CardContent({ subject, report }: Omit<CardProps, 'open'>): JSX.Element {
  return (
    <>
      <ul class="grants">
        {subject.grants.map((grant) => (
          <Grant
            key={`${grant.actions.join()} ${grant.resources.join()} ${JSON.stringify(grant.conditions)}`}
            grant={grant}
            subject={subject.id}
            report={report}
          />
        ))}
      </ul>
      {subject.grants.length === 0 && <p class="hint">It needs nothing.</p>}
      {subject.unresolved.length > 0 && (
        <div class="unresolved">
          <h3>Not resolved</h3>
          <ul>
            {subject.unresolved.map((it) => (
              <li key={`${it.file}:${it.line}:${it.column}:${it.code}`}>
                <Place at={it} /> <Message>{it.message}</Message>
                <div class="hint">
                  <Message>{it.hint}</Message>
                </div>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Declared subject={subject} report={report} />
      <Role id={subject.role} report={report} />
    </>
  )
}

function Grant({
  grant,
  subject,
  report,
}: {
  readonly grant: GeneratedGrant
  readonly subject: string
  readonly report: Report
}): JSX.Element {
  const all = own(report.generated.functions, subject)?.grants ?? own(report.generated.principals, subject)?.grants ?? []
  const chains = own(report.chains, subject)?.[all.indexOf(grant)] ?? []
  const level = strongest(grant.actions.map((action) => own(report.levels, action) ?? null))
  const seen = observed(grant, subject, report)
  return (
    <li>
      <div class="what">
        <span class={`dot ${levelClass(level)}`} aria-hidden="true" />
        <span class="actions">
          {grant.actions.map((action) => (
            <code key={action}>{action}</code>
          ))}
        </span>
        <span class="on">on</span>
        <span class="resources">
          {grant.resources.map((resource) => (
            <span key={resource} title={visible(resource)}>
              <Name>{nameOf(report, resource)}</Name>
            </span>
          ))}
        </span>
      </div>
      {grant.conditions.map((condition) => (
        <div key={condition.operator + condition.key} class="condition">
          if <code>{condition.operator}</code> <code>{condition.key}</code> {condition.values.map(visible).join(', ')}
        </div>
      ))}
      <div class="tags">
        {level !== null && <span class={`tag ${levelClass(level)}`}>{level}</span>}
        {grant.kind !== 'call' && <span class="tag">{grant.kind}</span>}
        <span class={`tag ${grant.certainty === 'resolved' ? '' : 'warn'}`}>{CERTAINTY[grant.certainty]}</span>
        {seen.map((text) => (
          <span key={text} class="tag seen">
            {text}
          </span>
        ))}
      </div>
      {grant.reason !== undefined && (
        <p class="hint">
          <Message>{grant.reason}</Message>
        </p>
      )}
      {chains.length > 0 && <Chains chains={chains} report={report} />}
    </li>
  )
}

/** What runs and logs say of a grant. */
function observed(grant: GeneratedGrant, subject: string, report: Report): readonly string[] {
  const verdicts = (report.verify?.grants ?? [])
    .filter((it) => it.function === subject && grant.actions.includes(it.action) && grant.resources.includes(it.resource))
    .map(({ verdict }) => verdict)
  const said = verdicts.includes('necessary')
    ? ['necessary in local runs']
    : verdicts.includes('redundant')
      ? ['redundant in local runs']
      : verdicts.length > 0
        ? ['not exercised locally']
        : []
  const used = Object.values(report.audit?.roles ?? {})
    .filter(({ sessions }) => sessions.includes(subject))
    .flatMap((role) => role.used.filter(({ action }) => grant.actions.includes(action)))
  const count = used.reduce((sum, it) => sum + it.count, 0)
  return count > 0 ? [...said, `used ${count} times in CloudTrail`] : said
}

const FIRST_CHAINS = 1

function Chains({ chains, report }: { readonly chains: readonly (readonly Link[])[]; readonly report: Report }): JSX.Element {
  const [all, setAll] = useState(false)
  const shown = all ? chains : chains.slice(0, FIRST_CHAINS)
  return (
    <>
      {shown.map((chain) => (
        <Chain key={chain.map((link) => `${link.file}:${link.line}:${link.column}`).join()} chain={chain} report={report} />
      ))}
      {chains.length > shown.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {chains.length - shown.length} more {chains.length - shown.length === 1 ? 'place' : 'places'}
        </button>
      )}
    </>
  )
}

function Chain({ chain, report }: { readonly chain: readonly Link[]; readonly report: Report }): JSX.Element | null {
  const call = chain.at(-1)
  if (call === undefined) return null
  const before = chain.slice(0, -1)
  return (
    <div class="chain">
      <Frame link={call} report={report} />
      {before.length > 0 && (
        <details>
          <summary>via {before.map(({ name }) => visible(name)).join(' → ')}</summary>
          {before.map((link, i) => (
            <Frame key={i} link={link} report={report} />
          ))}
        </details>
      )}
    </div>
  )
}

function Frame({ link, report }: { readonly link: Link; readonly report: Report }): JSX.Element {
  const source = own(report.sources, link.file) ?? {}
  const lines = [link.line - 1, link.line, link.line + 1].flatMap((number) => {
    const text = own(source, String(number))
    return text === undefined ? [] : [{ number, text }]
  })
  return (
    <figure class="frame">
      <figcaption>
        <Name>{link.name}</Name> <Place at={link} />
      </figcaption>
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
        <pre tabIndex={0}>
          {lines.map(({ number, text }) => (
            <span key={number} class={number === link.line ? 'here' : ''}>
              <i>{number}</i>
              {`${visible(text).replaceAll('\t', '  ')}\n`}
            </span>
          ))}
        </pre>
      )}
    </figure>
  )
}

function Declared({ subject, report }: { readonly subject: Subject; readonly report: Report }): JSX.Element | null {
  const declared = own(report.declared, subject.id) ?? []
  if (declared.length === 0) return null
  const needed = new Set(subject.grants.flatMap(({ actions }) => actions))
  return (
    <details class="inner">
      <summary>What the template grants now</summary>
      <ul class="diff">
        {declared.map(({ actions, resources, at }) => (
          <li key={`${at.file}:${at.line}:${at.column} ${actions.join()}`}>
            <span class="actions">
              {actions.map((action) =>
                needed.has(action) ? (
                  <ins key={action}>
                    <code>{action}</code>
                  </ins>
                ) : (
                  <del key={action}>
                    <code>{action}</code>
                  </del>
                ),
              )}
            </span>{' '}
            on {resources.map((resource) => visible(nameOf(report, resource))).join(', ')} <Place at={at} />
          </li>
        ))}
      </ul>
      <p class="hint">Struck out: no code that was read needs it.</p>
    </details>
  )
}

function Role({ id, report }: { readonly id: string; readonly report: Report }): JSX.Element | null {
  const role = own(report.generated.roles, id)
  if (role === undefined) return null
  return (
    <details class="inner">
      <summary>
        The role <Name>{id}</Name>
        <span class="aside">{role.sizeChars} characters</span>
      </summary>
      {role.policies.map(({ name, document }) => (
        <Json key={name} name={name} value={document} />
      ))}
      <Json name="Trust policy" value={role.trustPolicy} />
    </details>
  )
}

function Json({ name, value }: { readonly name: string; readonly value: unknown }): JSX.Element {
  const text = JSON.stringify(value, null, 2)
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <figure class="json">
      <figcaption>
        <Name>{name}</Name>
        <button type="button" class="plain" onClick={() => void copy()} aria-label={`Copy ${visible(name)}`}>
          {copied ? 'copied' : 'copy'}
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>{visible(text)}</pre>
    </figure>
  )
}
