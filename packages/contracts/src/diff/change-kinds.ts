/**
 * What a change does to somebody. `breaking`: what worked may fail, or a promise is no longer kept. `meaning`: everything goes on working, and
 * values may differ. `safe`: nothing that worked or was promised is lost.
 */
export type Effect = 'breaking' | 'meaning' | 'safe'

export interface KindOfChange {
  /** To those who select from the table: hurt by what weakens its promises. */
  readonly readers: Effect
  /** To those who fill it, sources and queries: hurt by what it no longer takes from them. */
  readonly writers: Effect
  readonly why: string
}

const kind = (readers: Effect, writers: Effect, why: string): KindOfChange => ({ readers, writers, why })

/** Every kind of change there is, with whom it breaks and why. A new kind is a line here and where it is found. */
export const KINDS_OF_CHANGE = {
  'table-added': kind('safe', 'safe', 'nobody reads it yet'),
  'table-removed': kind('breaking', 'breaking', 'queries over it fail'),
  'column-added': kind('safe', 'safe', 'it may be left null, and queries name their columns'),
  'column-added-required': kind('safe', 'breaking', 'who fills the table has to give it'),
  'column-removed': kind('breaking', 'safe', 'queries that name it fail; what is still sent of it is ignored'),
  'column-renamed': kind('breaking', 'breaking', 'queries and sources name it as it was'),
  'columns-reordered': kind('safe', 'safe', 'columns are named, never counted'),
  'type-widened': kind('breaking', 'safe', 'they may get values that they had no room for'),
  'type-narrowed': kind('safe', 'breaking', 'values that were taken are refused'),
  'type-changed': kind('breaking', 'breaking', 'it holds other values'),
  'nullable-added': kind('breaking', 'safe', 'they get nulls that they were promised not to'),
  'nullable-removed': kind('safe', 'breaking', 'nulls that were taken are refused'),
  'rule-added': kind('safe', 'breaking', 'values that were taken are refused'),
  'rule-tightened': kind('safe', 'breaking', 'values that were taken are refused'),
  'rule-loosened': kind('breaking', 'safe', 'they may get values that they were promised not to'),
  'rule-removed': kind('breaking', 'safe', 'they may get values that they were promised not to'),
  'rule-changed': kind('breaking', 'breaking', 'other values are taken and promised'),
  'enum-value-added': kind('breaking', 'safe', 'they may get a value that they do not know'),
  'enum-value-removed': kind('safe', 'breaking', 'a value that was taken is refused'),
  'refinement-added': kind('safe', 'breaking', 'values that were taken are refused'),
  'refinement-removed': kind('breaking', 'safe', 'they may get values that they were promised not to'),
  'input-changed': kind('safe', 'breaking', 'text that was read one way is read another, or refused'),
  'input-zone-changed': kind('breaking', 'breaking', 'the same text is another instant'),
  'key-added': kind('safe', 'breaking', 'rows that were taken are refused as duplicates'),
  'key-removed': kind('breaking', 'safe', 'rows are no longer unique'),
  'key-extended': kind('breaking', 'safe', 'rows are no longer unique by the old key: joins on it may double rows'),
  'key-reduced': kind('safe', 'breaking', 'rows that were taken are refused as duplicates'),
  'key-changed': kind('breaking', 'breaking', 'rows are unique by something else'),
  'reference-added': kind('safe', 'breaking', 'values that were taken are refused'),
  'reference-removed': kind('breaking', 'safe', 'inner joins along it may lose rows'),
  'reference-changed': kind('breaking', 'breaking', 'its values are those of another table'),
  'reference-weakened': kind('breaking', 'safe', 'it no longer blocks: inner joins along it may lose rows'),
  'reference-strengthened': kind('safe', 'breaking', 'values that were taken are refused'),
  'check-added': kind('safe', 'breaking', 'data that was taken may be refused'),
  'check-removed': kind('breaking', 'safe', 'what it promised is no longer held to'),
  'check-weakened': kind('breaking', 'safe', 'it no longer blocks'),
  'check-strengthened': kind('safe', 'breaking', 'it blocks now'),
  'check-changed': kind('breaking', 'breaking', 'it promises something else'),
  'warning-added': kind('safe', 'safe', 'it is recorded and blocks nothing'),
  'warning-changed': kind('safe', 'safe', 'it is recorded and blocks nothing'),
  'warning-removed': kind('safe', 'safe', 'it was recorded and blocked nothing'),
  'access-narrowed': kind('breaking', 'safe', 'some who read it may no longer'),
  'access-widened': kind('safe', 'safe', 'more may read it'),
  'classification-changed': kind('meaning', 'safe', 'who may see it follows from it'),
  'query-changed': kind('meaning', 'safe', 'its values are made in another way'),
  'source-changed': kind('meaning', 'safe', 'its rows come from elsewhere, or another way'),
  'materialization-changed': kind('safe', 'safe', 'it holds the same rows'),
  'version-changed': kind('safe', 'safe', 'the version says that a promise has changed'),
  'version-lowered': kind('breaking', 'safe', 'readers of the version that was published lose it'),
  'deprecation-changed': kind('safe', 'safe', 'it is an announcement'),
  'service-level-changed': kind('meaning', 'safe', 'how fresh or available it is may differ'),
  'layer-changed': kind('safe', 'safe', 'it says where the table belongs'),
  'owner-changed': kind('safe', 'safe', 'it says whom to ask'),
  'description-changed': kind('meaning', 'safe', 'what it means is said in another way'),
  'tags-changed': kind('safe', 'safe', 'they are for finding it'),
} as const satisfies Readonly<Record<string, KindOfChange>>

export type ChangeKind = keyof typeof KINDS_OF_CHANGE
