import { machineProgram } from './machine-program.ts'

const shell = (name: string, variable: string) =>
  machineProgram({
    name,
    about: 'a shell that the command completes in',
    variable,
    places: [`/usr/bin/${name}`, `/bin/${name}`, `/opt/homebrew/bin/${name}`],
  })

export const zsh = shell('zsh', 'ZSH_PROGRAM')
export const fish = shell('fish', 'FISH_PROGRAM')
