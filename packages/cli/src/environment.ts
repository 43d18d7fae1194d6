/** What was read of the environment since it was watched. */
export interface Environment {
  names(): ReadonlySet<string>
  /** Whether somebody looked at all there is. */
  whole(): boolean
}

/** Notes from now on which environment variables are read. */
export function watchEnvironment(): Environment {
  const names = new Set<string>()
  let whole = false
  const note = (name: string | symbol) => typeof name === 'string' && names.add(name)
  process.env = new Proxy(process.env, {
    get(target, name) {
      note(name)
      return target[name as string]
    },
    set(target, name, value) {
      target[name as string] = value as string
      return true
    },
    has(target, name) {
      note(name)
      return name in target
    },
    getOwnPropertyDescriptor(target, name) {
      note(name)
      return Object.getOwnPropertyDescriptor(target, name)
    },
    ownKeys(target) {
      whole = true
      return Reflect.ownKeys(target)
    },
  })
  return { names: () => names, whole: () => whole }
}
