// Starts a server for this process, says its id, and waits to be killed.
import { startServer } from '../../src/start-server.ts'
import { FAKES } from './engines.ts'

const [abacus] = FAKES
if (abacus === undefined) throw new Error('there is no abacus')
const { id } = await startServer(abacus)
console.log(id)
setInterval(() => {}, 1000)
