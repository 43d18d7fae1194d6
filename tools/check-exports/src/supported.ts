/** What published packages are tried with, pinned: the lowest and the newest that we promise. */
export const COMPILERS = { 'TypeScript 5.9': '5.9.3', 'TypeScript 6': '6.0.3', 'TypeScript 7': '7.0.2' } as const
export type Compiler = keyof typeof COMPILERS

/** The lowest Node, as every package's `engines` says. The newest is the one that runs this. */
export const LOWEST_NODE = '22.18.0'

/** How TypeScript finds packages: in Node, in a bundler. */
export const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const
export type Resolution = keyof typeof RESOLUTIONS

export const PEERS = ['lowest', 'newest'] as const
/** Which versions of its peer dependencies a project has: the lowest of each range, or the newest. */
export type Peers = (typeof PEERS)[number]

/** A version of the range `^1.2.3`, the one form that peer dependencies have here. */
export function peerVersion(range: string, peers: Peers): string {
  if (!/^\^\d/.test(range)) throw new Error(`a peer dependency's range is written ^1.2.3, not ${range}`)
  return peers === 'lowest' ? range.slice(1) : range
}
