import type { DataState } from '@meshwright/contracts'
import type { Html } from './html.ts'
import type { Format } from './number-format.ts'

/** What a section knows about the page it stands on. */
export interface Page {
  readonly format: Format
  readonly state: DataState
  readonly now: Date
}

/** The parts of a section in the order of reading: the answer, the picture, the table behind it, where it comes from. */
export interface SectionParts {
  /** One sentence that the picture then shows. */
  readonly answer?: string
  readonly picture: Html
  /** Folded away under the picture. */
  readonly behind?: { readonly summary: string; readonly table: Html }
  /** The tables it was made from, by name. */
  readonly sources: readonly string[]
}

export interface Section {
  readonly title: string
  /** `half` stands beside its neighbour where the page is wide enough. */
  readonly width: 'full' | 'half'
  /** `state`: the head of the page links here when it says whether checks passed. */
  readonly about?: 'state'
  parts(page: Page): SectionParts
}

/** What every section lets its author say. */
export interface SectionOptions {
  readonly title: string
  readonly width?: 'full' | 'half'
}
