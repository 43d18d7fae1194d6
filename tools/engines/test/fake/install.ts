import { installCached } from '../../src/cached-folder.ts'
import { surroundings } from '../../src/surroundings.ts'
import { scale } from './scale.ts'

const [cache = ''] = process.argv.slice(2)
const { path } = await installCached(scale(cache, 'scale==1'), surroundings({ MESHWRIGHT_ENGINES: cache }))
console.log(path)
