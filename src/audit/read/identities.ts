/** Who called, by the bytes of a record that say it: each is understood once. */
import { ByteTable, KeyBytes } from './byte-table.js'
import { F, type Scan } from './fields.js'
import { type Identity, identityOf, isVaryingSession, VARYING_SESSIONS_LISTED } from './identity.js'
import { textAt } from './texts.js'

/** Beyond these, what was seen is forgotten and understood anew: memory stays flat. */
const KNOWN = 50_000

export interface KnownIdentity {
  readonly identity: Identity
  /** Numbers of the role, and of the account and its partition. */
  readonly role: number
  readonly account: number
}

export class Identities {
  private raw = new ByteTable()
  private numbers: number[] = []
  private readonly known: KnownIdentity[] = []
  private readonly byText = new Map<string, number>()
  private readonly roles = new Map<string, { readonly number: number; readonly varying: Set<string> }>()
  private readonly accounts = new Map<string, number>()
  private added: Identity[] = []
  /** Sessions that count for their roles since `takeAdded`. */
  private addedSessions: (readonly [varying: Set<string>, session: string])[] = []
  private readonly key: KeyBytes

  constructor(key = new KeyBytes()) {
    this.key = key
  }

  /** @returns the number of who called, or -1 where that is no role */
  numberOf(scan: Scan): number {
    const { key } = this
    const { view, spans } = scan
    // `"AssumedRole"` and `"Role"`, by their length and a letter.
    const type = spans[F.idType * 2] as number
    const length = (spans[F.idType * 2 + 1] as number) - type
    if (type < 0 || !((length === 13 && scan.bytes[type + 1] === 0x41) || (length === 6 && scan.bytes[type + 1] === 0x52))) return -1
    key.begin()
    key.piece(view, spans[F.issuerArn * 2] as number, spans[F.issuerArn * 2 + 1] as number)
    key.piece(view, spans[F.idPrincipal * 2] as number, spans[F.idPrincipal * 2 + 1] as number)
    key.piece(view, spans[F.idInvokedBy * 2] as number, spans[F.idInvokedBy * 2 + 1] as number)
    key.piece(view, spans[F.idIssuedTo * 2] as number, spans[F.idIssuedTo * 2 + 1] as number)
    if ((spans[F.issuerArn * 2] as number) < 0 || (spans[F.idPrincipal * 2] as number) < 0)
      key.piece(view, spans[F.idArn * 2] as number, spans[F.idArn * 2 + 1] as number)
    const raw = this.raw.numberOf(key)
    if (raw < this.numbers.length) return this.numbers[raw] as number
    const found = this.read(scan)
    if (raw >= KNOWN) this.forgetRaw()
    else this.numbers.push(found)
    return found
  }

  at(number: number): KnownIdentity {
    return this.known[number] as KnownIdentity
  }

  /** @returns those that are new since the last call */
  takeAdded(): readonly Identity[] {
    const { added } = this
    this.added = []
    this.addedSessions = []
    return added
  }

  /** Takes back what was learnt since `takeAdded`. Identities keep their numbers. */
  undo(): void {
    for (const [varying, session] of this.addedSessions) varying.delete(session)
    this.addedSessions = []
    this.forgetRaw()
  }

  /** The same as `numberOf`, each time anew, of a record that is known to have a role's type. */
  read({ bytes, spans }: Scan): number {
    const text = (field: number): string => textAt(bytes, spans[field * 2] as number, spans[field * 2 + 1] as number)
    const identity = identityOf({
      type: text(F.idType),
      arn: text(F.idArn),
      principalId: text(F.idPrincipal),
      accountId: text(F.idAccount),
      invokedBy: text(F.idInvokedBy),
      issuedTo: text(F.idIssuedTo),
      issuerType: text(F.issuerType),
      issuerArn: text(F.issuerArn),
      issuerPrincipalId: text(F.issuerPrincipal),
      issuerAccountId: text(F.issuerAccount),
    })
    if (identity === null) return -1
    const roleKey = `${identity.role} ${identity.roleId}`
    const role = this.roles.get(roleKey) ?? { number: this.roles.size, varying: new Set() }
    this.roles.set(roleKey, role)
    const listed = { ...identity, session: this.sessionOf(identity.session, role.varying) }
    const listedKey = JSON.stringify(listed)
    const number = this.byText.get(listedKey)
    if (number !== undefined) return number
    this.byText.set(listedKey, this.known.length)
    const place = `${identity.partition} ${identity.account}`
    const account = this.accounts.get(place) ?? this.accounts.size
    this.accounts.set(place, account)
    this.added.push(listed)
    return this.known.push({ identity: listed, role: role.number, account }) - 1
  }

  private sessionOf(session: string, varying: Set<string>): string {
    if (varying.has(session) || !isVaryingSession(session)) return session
    if (varying.size > VARYING_SESSIONS_LISTED) return '*'
    varying.add(session)
    this.addedSessions.push([varying, session])
    return session
  }

  private forgetRaw(): void {
    this.raw = new ByteTable()
    this.numbers = []
  }
}
