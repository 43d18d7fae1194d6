import type { Completed } from '../command.ts'
import type { CompletionData } from './completion-data.ts'

/** The script that bash sources. Beside `meshwright` it completes `npx meshwright`, where nothing else completes npx. */
export function bashCompletion({ commands }: CompletionData): string {
  const options = commands.map(({ name, options: all }) => `    ${name}) words='${all.map((option) => `--${option.name}`).join(' ')}' ;;`)
  const values = commands.flatMap(({ name, options: all }) =>
    all.flatMap((option) =>
      option.value === undefined
        ? []
        : [`    ${name}:--${option.name}${option.short === undefined ? '' : ` | ${name}:-${option.short}`}) ${kindOf(option.value)} ;;`],
    ),
  )
  const operands = commands.flatMap(({ name, operands: places }) =>
    places.map((place, index) => `    ${name}:${index}) ${kindOf(place)} ;;`),
  )
  return `# Completion of meshwright for bash; in ~/.bashrc: eval "$(npx meshwright completion bash)"
_meshwright_program() {
  local folder=$PWD
  while [[ -n $folder ]]; do
    if [[ -x $folder/node_modules/.bin/meshwright ]]; then printf '%s' "$folder/node_modules/.bin/meshwright"; return; fi
    folder=\${folder%/*}
  done
  type -P meshwright
}

_meshwright() {
  local current=\${COMP_WORDS[COMP_CWORD]} first=1 project=() position=0 i word value words='' kind=''
  COMPREPLY=()
  [[ \${COMP_WORDS[0]} == npx ]] && first=2
  (( first == 2 )) && [[ \${COMP_WORDS[1]} != meshwright ]] && return
  if (( COMP_CWORD == first )); then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$current"))
    return
  fi
  local command=\${COMP_WORDS[first]}
  for (( i = first + 1; i < COMP_CWORD; i++ )); do
    word=\${COMP_WORDS[i]}
    if [[ $word == -* ]]; then
      _meshwright_value "$command:$word"
      if [[ -n $kind ]]; then
        (( i++ ))
        [[ $word == --project || $word == --home ]] && project+=("$word" "\${COMP_WORDS[i]}")
        (( i == COMP_CWORD )) && break
      fi
    else
      (( position++ ))
    fi
    kind=''
  done
  if [[ -z $kind ]]; then
    if [[ $current == -* ]]; then
      _meshwright_options "$command"
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      return
    fi
    _meshwright_operand "$command:$position"
  fi
  case $kind in
    files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
    tables) COMPREPLY=($(compgen -W "$("$(_meshwright_program)" completion tables "\${project[@]}" 2>/dev/null)" -- "$current")) ;;
    words) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}

_meshwright_options() {
  case $1 in
${options.join('\n')}
  esac
}

_meshwright_value() {
  case $1 in
${values.join('\n')}
  esac
}

_meshwright_operand() {
  case $1 in
${operands.join('\n')}
  esac
}

complete -F _meshwright meshwright
complete -p npx >/dev/null 2>&1 || complete -o default -F _meshwright npx
`
}

const kindOf = (completed: Completed): string =>
  typeof completed === 'string' ? `kind=${completed}` : `kind=words words='${completed.join(' ')}'`
