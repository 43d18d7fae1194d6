// The warehouse of the testkit's killed processes.
import { postgres } from '@meshwright/postgres'

export default (settings: { readonly url: string }) => postgres({ url: settings.url, leaseSeconds: 1 })
