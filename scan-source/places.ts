/**
 * Where things stand in the memory. What lies below `BYTES` is as large as it can ever become: what nobody has written to takes
 * no memory, and so nothing there has to move when it grows.
 */

const MB: usize = 1 << 20

/** What each byte is outside of strings: 0 is nothing that JSON has. */
export const KINDS: usize = 0x100
/** Sixteen bytes that are all ones, and sixteen zeros: a load in between gives the first bytes of a name and no others. */
export const MASKS: usize = 0x200
/** Begin and end of each field's value. */
export const SPANS: usize = 0x240
export const SPANS_BYTES: usize = 0x100
/** Names of members: see `memberAt`. */
export const MEMBERS: usize = 0x400
/** Values of hexadecimal digits, and what bytes are in a name that is made anew each time: see `fillEventTables` and `fillTreeTables`. */
export const NIBBLES: usize = 0x4000
export const CLASSES: usize = 0x4100
/** Days that were met, and the seconds that they begin with: `DAYS_KNOWN` of them. */
export const DAYS: usize = 0x4200
export const DAYS_KNOWN: i32 = 256
/** The tables themselves: see `Table` and `Triples`. */
export const TABLES: usize = 0x6000

/** What is known of a name, by its number: where its plan stands. */
export const PLAN_OF_NAME: usize = 0x10000
export const NAMES_KNOWN: i32 = 4096
/** Who called, `INFO_BYTES` each: numbers of the identity, its role and its account, and the account's text. */
export const INFOS: usize = 8 * MB
export const INFO_BYTES: usize = 32
export const IDENTITIES_KNOWN: i32 = 50_000
/** Whether an error code is a denial's. */
export const CODE_KINDS: usize = 11 * MB
export const CODES_KNOWN: i32 = 10_000
/** The root of a tree of keys, by the number of a role's call. */
export const ROOT_NODES: usize = 12 * MB

/** Keys of tables. A key is at most twice as long as a record, and no record is longer than a scanner holds. */
export const KEYS_BYTES: usize = 96 * MB
export const NAME_KEYS: usize = 16 * MB
export const CODE_KEYS: usize = NAME_KEYS + KEYS_BYTES
export const IDENTITY_KEYS: usize = CODE_KEYS + KEYS_BYTES
export const CALL_KEYS: usize = IDENTITY_KEYS + KEYS_BYTES + 32 * MB
/** Entries and slots of tables. */
export const INDEXES: usize = CALL_KEYS + KEYS_BYTES + 32 * MB
export const INDEX_BYTES: usize = 32 * MB
/** Nodes of trees of keys, their names, and what can be undone. */
export const NODES: usize = INDEXES + 6 * INDEX_BYTES
export const NODES_BYTES: usize = 64 * MB
export const NODE_NAMES: usize = NODES + NODES_BYTES
export const NODE_NAMES_BYTES: usize = 96 * MB
export const JOURNAL: usize = NODE_NAMES + NODE_NAMES_BYTES
/** A key without its escapes. */
export const PLAIN_KEY: usize = JOURNAL + 32 * MB
/** What is handed on: numbers of events, and of views of shared calls. */
export const EVENTS: usize = PLAIN_KEY + 48 * MB
export const EVENTS_HELD: i32 = 1_300_000
export const SHARED: usize = EVENTS + 32 * MB
/** Plans of names, which are written from outside: 8 kB for each, many times what the longest one takes. */
export const PLANS: usize = SHARED + 32 * MB
/** The bytes to look through; all places in them are counted from here. */
export const BYTES: usize = PLANS + 32 * MB
