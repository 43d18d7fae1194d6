import { manifestSchema, type Manifest } from '@meshwright/contracts'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestProject } from './manifest-project.ts'
import { nodeFingerprint } from './definitions.ts'
import type { Project } from './project.ts'
import type { Publication } from './publication-record.ts'

/**
 * The definitions by which the published tables were made, in the home folder. It explains (`plan` says what changed since), and decides
 * nothing: what is built again follows from the fingerprints in the warehouse alone, so a lost or old file costs words, not data.
 */
const FILE = 'published-manifest.json'

/** What was kept, or undefined when nothing was, or by another release, or where it cannot be read. */
export function readPublishedManifest(home: string): Manifest | undefined {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(join(home, FILE), 'utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** Keeps the definitions of the tables that are published as they are defined now; those of others stay as they were kept. */
export function keepPublishedManifest(home: string, project: Project, publications: ReadonlyMap<string, Publication>): void {
  const current = new Set(
    project.nodes
      .filter((node) => publications.get(node.contract.name)?.fingerprint === nodeFingerprint(node))
      .map((node) => node.contract.name),
  )
  const now = manifestProject(project, { selected: current })
  const kept = current.size < project.nodes.length ? readPublishedManifest(home) : undefined
  const stays = (name: string) => !current.has(name) && project.node(name) !== undefined
  const merged: Manifest = {
    ...now,
    definitions: { ...Object.fromEntries(Object.entries(kept?.definitions ?? {}).filter(([name]) => stays(name))), ...now.definitions },
    contracts: [...(kept?.contracts ?? []).filter(({ name }) => stays(name)), ...now.contracts],
    sources: [...(kept?.sources ?? []).filter(({ table }) => stays(table)), ...now.sources],
    models: [...(kept?.models ?? []).filter(({ name }) => stays(name)), ...now.models],
    checks: { ...Object.fromEntries(Object.entries(kept?.checks ?? {}).filter(([name]) => stays(name))), ...now.checks },
  }
  const path = join(home, FILE)
  // Tasks of a scheduler are processes that may do this at one time.
  const draft = `${path}.${process.pid}`
  try {
    writeFileSync(draft, JSON.stringify(merged))
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
