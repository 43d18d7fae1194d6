import { fileURLToPath } from 'node:url'

/** The script behind `meshwright`, for processes that run it. Sources and what is built from them are beside `bin`. */
export const BIN = fileURLToPath(new URL('../bin/meshwright.js', import.meta.url))
