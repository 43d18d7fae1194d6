import type { Completed } from '../command.ts'
import type { CompletionData } from './completion-data.ts'

/** The script that zsh sources, once compinit has run. */
export function zshCompletion({ commands }: CompletionData): string {
  const cases = commands.map(({ name, options, operands }) => {
    const specs = [
      ...options.map(
        (option) =>
          `--${option.name}[${escaped(option.help)}]${option.value === undefined ? '' : `:${option.name}:${action(option.value)}`}`,
      ),
      ...operands.map((place, index) => `${index + 1}:operand:${action(place)}`),
    ]
    return `    ${name})\n      _arguments ${specs.map(quoted).join(' \\\n        ')} ;;`
  })
  return `#compdef meshwright
# Completion of meshwright for zsh; in ~/.zshrc, after compinit: eval "$(npx meshwright completion zsh)"
_meshwright_tables() {
  local program folder=$PWD
  local -a tables project
  while [[ -n $folder && ! -x $folder/node_modules/.bin/meshwright ]]; do folder=\${folder%/*}; done
  program=\${folder:+$folder/node_modules/.bin/}meshwright
  (( \${words[(I)--project]} )) && project+=(--project "\${words[\${words[(I)--project]}+1]}")
  (( \${words[(I)--home]} )) && project+=(--home "\${words[\${words[(I)--home]}+1]}")
  tables=(\${(f)"$("$program" completion tables "\${project[@]}" 2>/dev/null)"})
  compadd -a tables
}

_meshwright() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join('\n')}
  esac
}

compdef _meshwright meshwright
`
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const escaped = (text: string) => text.replaceAll(/[[\]:\\]/g, '\\$&')

function action(completed: Completed): string {
  if (completed === 'files') return '_files'
  return completed === 'tables' ? '_meshwright_tables' : completed.length ? `(${completed.join(' ')})` : ' '
}
