import type { Completed } from '../command.ts'
import type { CompletionData } from './completion-data.ts'

/** The script that fish sources. */
export function fishCompletion({ commands }: CompletionData): string {
  const lines = commands.flatMap(({ name, summary, options, operands }) => [
    `complete -c meshwright -n __meshwright_first -a ${name} -d ${quoted(summary)}`,
    ...options.map((option) => {
      const value = option.value === undefined ? '' : option.value === 'files' ? ' -r -F' : ` -x${argument(option.value)}`
      return `complete -c meshwright -n '__meshwright_in ${name}' -l ${option.name}${option.short === undefined ? '' : ` -s ${option.short}`} -d ${quoted(option.help)}${value}`
    }),
    ...operands.map((place, index) => `complete -c meshwright -n '__meshwright_at ${name} ${index}'${argument(place)}`),
  ])
  return `# Completion of meshwright for fish; in ~/.config/fish/config.fish: npx meshwright completion fish | source
function __meshwright_words
    commandline -opc | string match -v -- '-*'
end

function __meshwright_first
    test (count (__meshwright_words)) -eq 1
end

function __meshwright_in
    set -l words (__meshwright_words)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
end

function __meshwright_at
    __meshwright_in $argv[1]; and test (count (__meshwright_words)) -eq (math $argv[2] + 2)
end

function __meshwright_tables
    set -l folder $PWD
    while test -n "$folder"; and not test -x "$folder/node_modules/.bin/meshwright"
        set folder (string replace -r '/[^/]*$' '' -- $folder)
    end
    set -l words (commandline -opc)
    set -l project
    for option in --project --home
        set -l at (contains -i -- $option $words); and set -a project $option $words[(math $at + 1)]
    end
    if test -n "$folder"
        $folder/node_modules/.bin/meshwright completion tables $project 2>/dev/null
    else
        meshwright completion tables $project 2>/dev/null
    end
end

complete -c meshwright -f
${lines.join('\n')}
`
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function argument(completed: Completed): string {
  if (completed === 'files') return ' -F'
  return ` -a ${quoted(completed === 'tables' ? '(__meshwright_tables)' : completed.join(' '))}`
}
