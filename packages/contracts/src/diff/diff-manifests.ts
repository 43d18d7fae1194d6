import type { CheckSpec } from '../check.ts'
import type { ContractDocument } from '../contract.ts'
import type { Manifest, ManifestModel } from '../documents/manifest.ts'
import type { Change, ManifestDiff, VersionStep } from '../documents/manifest-diff.ts'
import { canonicalJson } from '../fingerprint.ts'
import { affectedTables } from './affected-tables.ts'
import { KINDS_OF_CHANGE } from './change-kinds.ts'
import { changed, factChange, type FoundChange } from './changes.ts'
import { checkChanges } from './check-changes.ts'
import { contractChanges } from './contract-changes.ts'

export interface DiffOptions {
  /** The checks that follow from a contract alone: they change with it, and are not told twice. */
  promised(contract: ContractDocument): readonly CheckSpec[]
}

/** Every difference between two manifests of a project, classified. Pure: equal manifests have none. */
export function diffManifests(old: Manifest, now: Manifest, { promised }: DiffOptions): ManifestDiff {
  const before = new Map(old.contracts.map((contract) => [contract.name, contract]))
  const after = new Map(now.contracts.map((contract) => [contract.name, contract]))
  const found = new Map<string, FoundChange[]>()
  const note = (table: string, changes: readonly FoundChange[]) => {
    if (changes.length > 0) found.set(table, [...(found.get(table) ?? []), ...changes])
  }
  const own = (manifest: Manifest, contract: ContractDocument) => {
    const names = new Set(promised(contract).map((check) => check.name))
    return (manifest.checks[contract.name] ?? []).filter(({ name }) => !names.has(name))
  }
  for (const [name, contract] of before) {
    const other = after.get(name)
    if (other === undefined) note(name, [changed('table-removed', null, `version ${contract.version}`, null)])
    else {
      note(name, contractChanges(contract, other))
      note(name, checkChanges(own(old, contract), own(now, other)))
      note(name, makingChanges(name, old, now))
    }
  }
  for (const [name, contract] of after)
    if (!before.has(name)) note(name, [changed('table-added', null, null, `version ${contract.version}`)])

  const changes = [...found].flatMap(([table, ofTable]) =>
    ofTable.map((change): Change => ({
      table,
      owner: (after.get(table) ?? before.get(table))?.owner ?? '',
      ...change,
      ...KINDS_OF_CHANGE[change.kind],
    })),
  )
  const told = new Map(
    [...found].map(([table, ofTable]) => [table, ofTable.filter(({ kind }) => KINDS_OF_CHANGE[kind].readers !== 'safe')] as const),
  )
  const undeclared = [...new Set(changes.filter((change) => change.readers === 'breaking').map((change) => change.table))].flatMap(
    (table) => {
      const [was, is] = [before.get(table), after.get(table)]
      if (was === undefined || (is !== undefined && is.version > was.version)) return []
      return [{ table, version: was.version, next: is === undefined ? null : Math.max(was.version, is.version) + 1 }]
    },
  )
  return {
    document: 'manifest-diff',
    documentVersion: 1,
    old: { project: old.project, fingerprint: old.fingerprint },
    new: { project: now.project, fingerprint: now.fingerprint },
    changes,
    affected: affectedTables(old, new Map([...told].filter(([, ofTable]) => ofTable.length > 0))).map((each) => ({
      ...each,
      columns: [...each.columns],
      from: [...each.from],
    })),
    step: stepOf(changes),
    undeclared,
  }
}

/** What makes the rows: the query of a model, the source of a stream. */
function makingChanges(table: string, old: Manifest, now: Manifest): FoundChange[] {
  const model = (manifest: Manifest) => manifest.models.find(({ name }) => name === table)
  const source = (manifest: Manifest) => manifest.sources.find((one) => one.table === table)
  const [was, is] = [model(old), model(now)]
  if (was !== undefined && is !== undefined)
    return [
      ...(queryOf(was) === queryOf(is) ? [] : [changed('query-changed', null, null, null)]),
      ...factChange('materialization-changed', null, was.materialization, is.materialization),
    ]
  const words = (manifest: Manifest) => {
    const { mode, connector, origin, options } = source(manifest) ?? {}
    return source(manifest) === undefined ? 'a model' : canonicalJson({ mode, connector, origin, options })
  }
  return factChange('source-changed', null, words(old), words(now))
}

// The tree, not the text: names of places and the dialect say nothing about the meaning. Tagged SQL has only its text.
const queryOf = (model: ManifestModel) => canonicalJson({ upstream: model.upstream, query: model.tree ?? model.sql })

function stepOf(changes: readonly Change[]): VersionStep {
  if (changes.length === 0) return 'none'
  if (changes.some((change) => change.readers === 'breaking')) return 'major'
  const larger = (change: Change) => change.readers === 'meaning' || change.writers === 'breaking' || /-(added|widened)/.test(change.kind)
  return changes.some(larger) ? 'minor' : 'patch'
}
