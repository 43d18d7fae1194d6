import { MeshwrightError } from '@meshwright/contracts'

export type IngestErrorCode = 'columns-missing' | 'too-many-rejected' | 'key-conflict' | 'counts-not-conserved' | 'cancelled'

/** A load that may not be published. Nothing published has changed; its rejected rows are kept under its load id. */
export class IngestError extends MeshwrightError<IngestErrorCode> {}
