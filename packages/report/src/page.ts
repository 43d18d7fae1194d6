import { checkPhrase, countChecks, lastLoad, statusSign, worst } from './check-summary.ts'
import { anchorOf, markup, trustedHtml, type Html } from './html.ts'
import type { Page, Section } from './section.ts'
import { STYLE } from './style.ts'

export interface PageOptions {
  readonly title: string
  readonly owner: string
  readonly description: string
  readonly sections: readonly Section[]
}

// Nothing may be fetched, run or sent, whatever text ends up in the page.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** The complete page: one text that needs nothing else. */
export function pageText(options: PageOptions, page: Page): string {
  const anchors = uniqueAnchors(options.sections.map((section) => section.title))
  const { state, format } = page
  const counts = countChecks(state.checks)
  const loaded = lastLoad(state)
  const stateAnchor = anchors[options.sections.findIndex((section) => section.about === 'state')]
  const document = markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="description" content="${options.description}">
<link rel="icon" href="data:,">
<title>${options.title} · ${state.project}</title>
<style>${trustedHtml(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the numbers</a>
<header>
<p class="project">${state.project}</p>
<h1>${options.title}</h1>
<p class="lead">${options.description}</p>
<ul class="facts">
<li>${loaded === undefined ? 'Nothing loaded yet' : markup`Data as of <time datetime="${loaded}">${format.instant(loaded)}</time>`}</li>
<li>${statusSign(worst(counts))} ${stateAnchor === undefined ? checkPhrase(counts, format) : markup`<a href="#${stateAnchor}">${checkPhrase(counts, format)}</a>`}</li>
<li>Owner ${options.owner}</li>
</ul>
<nav aria-label="Sections"><ul>${options.sections.map((section, index) => markup`<li><a href="#${anchors[index]}">${section.title}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1">
${options.sections.map((section, index) => sectionHtml(section, anchors[index] ?? '', page))}
</main>
<footer>
<p>Written ${format.instant(page.now.toISOString())} by run <code>${state.runId}</code> from ${state.environment} on ${state.warehouse}. Ask ${options.owner} about what it says.</p>
</footer>
</body>
</html>`
  return `<!doctype html>\n${document.text}\n`
}

function sectionHtml(section: Section, anchor: string, page: Page): Html {
  const parts = section.parts(page)
  return markup`<section id="${anchor}" class="${section.width}" aria-labelledby="${anchor}-title">
<h2 id="${anchor}-title">${section.title}</h2>
${parts.answer !== undefined && markup`<p class="answer">${parts.answer}</p>\n`}<div class="picture">${parts.picture}</div>
${parts.behind && markup`<details><summary>${parts.behind.summary}</summary>${parts.behind.table}</details>\n`}${parts.sources.length > 0 && markup`<p class="source">${parts.sources.map((name, index) => markup`${index > 0 && ' '}${sourceHtml(name, page)}`)}</p>\n`}</section>
`
}

function sourceHtml(name: string, page: Page): Html {
  const { state, format } = page
  const relation = state.relations.find((candidate) => candidate.name === name)
  const counts = countChecks(state.checks.filter((check) => check.table === name))
  const facts = [
    relation?.rows === undefined || relation.rows === null ? '' : `${format.count(relation.rows)} ${relation.rows === 1 ? 'row' : 'rows'}`,
    relation === undefined ? 'not published yet' : `published ${format.instant(relation.publishedAt)}`,
    checkPhrase(counts, format),
  ].filter((fact) => fact !== '')
  return markup`<span>From <code>${name}</code>: ${facts.join(', ')}.</span>`
}

function uniqueAnchors(titles: readonly string[]): string[] {
  const taken = new Set(['main'])
  return titles.map((title) => {
    const wanted = anchorOf(title)
    let anchor = wanted
    for (let number = 2; taken.has(anchor); number++) anchor = `${wanted}-${number}`
    taken.add(anchor)
    return anchor
  })
}
