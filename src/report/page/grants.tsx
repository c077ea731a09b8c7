/** What a function needs, with the lines of source that need it, what changes for it, and the role that gives it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { GeneratedGrant } from '../../generate/index.js'
import type { Link, Report } from '../types.js'
import { Changes } from './changes.js'
import { effectClass } from './flow.js'
import { effectOf, type Index, type NodeKey, nameOf, own, type Part, strongest } from './model.js'
import { Message, Name, Place, visible } from './text.js'

const CERTAINTY: Readonly<Record<GeneratedGrant['certainty'], string>> = {
  resolved: 'the resource is known',
  assumed: 'the only declared candidate',
  candidates: 'every declared one of its type',
  wildcard: 'the resource is not known',
}

interface DetailProps {
  readonly index: Index
  readonly part: Part
  readonly grants: readonly GeneratedGrant[]
  readonly select: (key: NodeKey | null) => void
}

export function PartDetail({ index, part, grants, select }: DetailProps): JSX.Element {
  const { report } = index
  const hidden = part.grants.length - grants.length
  return (
    <>
      <p class="hint facts">
        {part.handler !== null && (
          <code>
            {visible(part.handler.file)}#{visible(part.handler.export)}
          </code>
        )}
        {part.runtime !== null && <span>{visible(part.runtime)}</span>}
        <button type="button" class="plain" onClick={() => select(`f:${part.id}`)}>
          only this
        </button>
      </p>
      <ul class="grants">
        {grants.map((grant) => (
          <Grant
            key={`${grant.actions.join()} ${grant.resources.join()} ${JSON.stringify(grant.conditions)}`}
            grant={grant}
            part={part}
            report={report}
          />
        ))}
      </ul>
      {part.grants.length === 0 && <p class="hint">It needs nothing.</p>}
      {hidden > 0 && <p class="hint">{`${hidden} of its grants ${hidden === 1 ? 'is' : 'are'} left out by what you look for`}</p>}
      {part.unresolved.length > 0 && (
        <div class="unresolved">
          <h3>Not resolved</h3>
          <ul>
            {part.unresolved.map((it) => (
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
      {part.service === null && <Changes part={part} report={report} />}
      <Role id={part.role} report={report} />
    </>
  )
}

function Grant({ grant, part, report }: { readonly grant: GeneratedGrant; readonly part: Part; readonly report: Report }): JSX.Element {
  const chains = own(report.chains, part.id)?.[part.grants.indexOf(grant)] ?? []
  const effect = strongest(grant.actions.map((action) => effectOf(report, action)))
  const seen = observed(grant, part.id, report)
  return (
    <li>
      <div class="what">
        <span class="actions">
          {grant.actions.map((action) => (
            <code key={action}>{visible(action)}</code>
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
          if <code>{visible(condition.operator)}</code> <code>{visible(condition.key)}</code> {condition.values.map(visible).join(', ')}
        </div>
      ))}
      <div class="tags">
        {effect !== null && <span class={`tag ${effectClass(effect)}`}>{effect}</span>}
        {grant.kind !== 'call' && <span class="tag">{grant.kind === 'platform' ? 'needed by the platform' : grant.kind}</span>}
        <span class={`tag ${grant.certainty === 'resolved' ? '' : 'warn'}`}>{CERTAINTY[grant.certainty]}</span>
        {seen.map(({ text, isGood }) => (
          <span key={text} class={`tag ${isGood ? 'seen' : ''}`}>
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

interface Seen {
  readonly text: string
  readonly isGood: boolean
}

/** What runs and logs say of a grant. */
function observed(grant: GeneratedGrant, subject: string, report: Report): readonly Seen[] {
  const verdicts = (report.verify?.grants ?? [])
    .filter((it) => it.function === subject && grant.actions.includes(it.action) && grant.resources.includes(it.resource))
    .map(({ verdict }) => verdict)
  const said: readonly Seen[] = verdicts.includes('necessary')
    ? [{ text: 'necessary in local runs', isGood: true }]
    : verdicts.includes('redundant')
      ? [{ text: 'without effect in local runs', isGood: false }]
      : verdicts.length > 0
        ? [{ text: 'never exercised locally', isGood: false }]
        : []
  const use = own(report.seen, subject)
  if (use === undefined) return said
  const count = grant.actions.reduce((sum, action) => sum + (own(use.used, action) ?? 0), 0)
  if (count > 0) return [...said, { text: `used ${count.toLocaleString('en')} times in CloudTrail`, isGood: true }]
  const isHidden = grant.actions.every((action) => use.notObservable.includes(action))
  return [...said, { text: isHidden ? 'CloudTrail cannot show it' : 'not used in CloudTrail', isGood: false }]
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
