import { DARK, LIGHT, paletteVariables } from './palette.ts'

/**
 * One type scale (12, 14, 16, 20, 32 px at a 16 px root), two weights (400, 600), one accent. Dark only on screens, so print is
 * always light. Which of several drawings shows is decided by the width of its own box, not of the window.
 */
export const STYLE = `
:root{${paletteVariables(LIGHT)};--xs:.75rem;--s:.875rem;--m:1rem;--l:1.25rem;--xl:2rem;color-scheme:light}
@media screen and (prefers-color-scheme:dark){:root{${paletteVariables(DARK)};color-scheme:dark}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;max-width:74rem;padding:0 clamp(1rem,4vw,3rem);background:var(--background);color:var(--text);font:400 var(--m)/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Noto Sans CJK TC",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1,h2,h3,p,ul,dl,dd,figure{margin:0;padding:0}
h1,h2,h3,th,strong{font-weight:600}
h1{font-size:var(--xl);line-height:1.15;letter-spacing:-.02em}
h2{font-size:var(--l);line-height:1.3;letter-spacing:-.01em}
h3{font-size:var(--s);margin:1.5rem 0 .5rem}
h3:first-child{margin-top:0}
ul{list-style:none}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
code{font:inherit}
small{font-size:var(--xs);color:var(--muted);font-weight:400}
abbr{text-decoration:none}
.skip{position:absolute;left:-100vw;background:var(--background);padding:.5rem 1rem}
.skip:focus{left:1rem;top:1rem;z-index:1}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

header{padding:clamp(1.5rem,4vw,3rem) 0 0}
.project{font-size:var(--s);font-weight:600;color:var(--accent)}
.lead{max-width:44rem;margin-top:.5rem;color:var(--muted)}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin-top:1rem;font-size:var(--s)}
nav{margin-top:1.25rem;border-block:1px solid var(--line)}
nav ul{display:flex;flex-wrap:wrap;gap:0 1.25rem;padding:.375rem 0;font-size:var(--s)}
nav a{display:inline-block;padding:.25rem 0;color:var(--text);text-decoration:none}
nav a:hover{text-decoration:underline}

main{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:clamp(2.5rem,5vw,3.5rem) clamp(2rem,4vw,3.5rem);padding:2rem 0 3rem}
section{grid-column:1/-1;min-width:0;container-type:inline-size;display:flex;flex-direction:column}
@media (min-width:62rem){section.half{grid-column:auto}}
.answer{margin-top:.25rem;color:var(--muted);max-width:48rem}
.picture{margin-top:1.25rem}
.unit{font-size:var(--xs);color:var(--muted);margin-bottom:.25rem}
.source,.note{margin-top:.5rem;font-size:var(--xs);color:var(--muted)}
.empty{padding:1.5rem;background:var(--surface);color:var(--muted);border-radius:4px}

.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));border-radius:6px;background:var(--line);gap:1px;border:1px solid var(--line);overflow:hidden}
.figure{background:var(--background);padding:1rem 1.125rem;display:flex;flex-direction:column}
.figure dt{font-size:var(--s);color:var(--muted)}
.figure dd{display:flex;flex-direction:column;flex:1}
.figure .value{font-size:var(--l);font-weight:600;line-height:1.3;letter-spacing:-.01em}
.figure .exactly,.figure .change{font-size:var(--xs);color:var(--muted)}
.figure .change{margin-top:.25rem}
.figure .delta{color:var(--text);font-weight:600}
.figure .spark{display:block;width:100%;height:2rem;margin-top:auto;padding-top:.5rem;box-sizing:content-box}
.figure:first-child{grid-column:1/-1}
.figure:first-child .value{font-size:var(--xl);line-height:1.2;letter-spacing:-.02em}
@container (min-width:40rem){
.figures{grid-template-columns:1.6fr 1fr 1fr}
.figure:first-child{grid-column:auto;grid-row:span 2}
.figure:first-child .spark{height:0;flex:1 1 5rem}
}

.chart{container-type:inline-size}
.chart svg{display:none;width:100%;height:auto;overflow:visible;font:inherit;font-variant-numeric:tabular-nums}
@container (max-width:29.99rem){.chart svg.narrow{display:block;max-width:23rem}}
@container (min-width:30rem) and (max-width:42.49rem){.chart svg.medium{display:block;max-width:36rem}}
@container (min-width:42.5rem) and (max-width:63.99rem){.chart svg.wide{display:block;max-width:52rem}}
@container (min-width:64rem){.chart svg.full{display:block}}

table{border-collapse:collapse;width:100%;font-size:var(--s);line-height:1.4}
th,td{overflow-wrap:break-word}
.ranking tbody th,.matrix th,.matrix td,.loads tbody th{overflow-wrap:anywhere}
caption{text-align:left;color:var(--muted);font-size:var(--s);padding-bottom:.5rem}
th,td{text-align:left;padding:.375rem .75rem .375rem 0;vertical-align:baseline;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-weight:400;font-size:var(--xs);vertical-align:bottom}
tbody th{font-weight:400}
tfoot th,tfoot td{font-weight:600;border-bottom:0}
td.number,th.number{text-align:right;white-space:nowrap}
tr>.number+:not(.number){padding-left:.75rem}
.zero,.none{color:var(--muted)}
.scroll{overflow-x:auto;max-width:100%;margin-top:.75rem}
.scroll.plain{margin-top:0}
.scroll+.scroll{margin-top:2rem}
details{margin-top:.5rem}
summary{cursor:pointer;padding:.5rem 0;font-size:var(--s);color:var(--accent);width:fit-content}
details .scroll{max-height:32rem;border-bottom:1px solid var(--line)}
details thead th{position:sticky;top:0;background:var(--background)}
details tbody tr:last-child>*{border-bottom:0}

.ranking td.rank{color:var(--muted);width:1.5rem}
.ranking tr>.number:first-child{padding-right:0}
.ranking tbody th{width:38%}
.ranking small{display:block}
.ranking td.bars{width:40%}
.ranking .bar{display:block;height:.75rem}
.ranking .bar i{display:block;height:100%;background:var(--accent);border-radius:0 1px 1px 0}
.ranking td.number:not(.rank){width:4rem}
.ranking tbody tr:last-child>*{border-bottom:0}
@container (max-width:27rem){
.ranking .extra,.loads .extra{display:none}
.ranking tbody th{width:46%}
.ranking td.number{padding-right:0}
.loads{table-layout:fixed}
.loads th,.loads td{padding-right:.25rem}
.loads thead th:first-child{width:33%}
.loads td{font-size:var(--xs)}
}

.matrix{table-layout:fixed}
.matrix th:first-child{width:12rem;font-size:var(--s)}
.matrix thead th{padding:0 .125rem .375rem;text-align:center}
.matrix thead th:first-child{text-align:left;font-size:var(--xs);padding-left:0}
.matrix caption{font-size:var(--xs)}
.matrix td{text-align:center;padding:.3125rem .125rem;border:2px solid var(--background)}
.matrix tbody th,.matrix tfoot th{border:0;padding:.3125rem .5rem .3125rem 0}
.matrix tr.rest th,.matrix tr.rest td,.matrix td.rest{color:var(--muted);font-weight:400}
.matrix .sum{font-weight:600}
.turned span{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.matrices .narrow{display:none}
${LIGHT.heat.map((_, index) => `.heat-${index + 1}{background:var(--heat-${index + 1});color:var(--heat-${index + 1}-ink)}`).join('\n')}
@container (max-width:40rem){
.matrices .wide{display:none}
.matrices .narrow{display:table}
.matrix th:first-child{width:6.5rem;font-size:var(--xs)}
.matrix td{font-size:var(--xs);border-width:1px}
.matrix thead th{vertical-align:bottom}
.matrix .turned span{writing-mode:vertical-rl;transform:rotate(180deg);display:inline-block;max-height:8rem;text-align:left;white-space:nowrap;text-overflow:ellipsis}
}

.findings{display:grid;gap:.5rem;font-size:var(--s);margin-bottom:1.5rem}
.findings li{display:grid;grid-template-columns:auto 1fr;gap:.75rem;padding:.625rem .75rem;background:var(--surface);border-left:3px solid var(--text)}
.mark{white-space:nowrap;font-weight:600}
.mark.passed{font-weight:400}
.sign{font-weight:600}
.loads small{display:block}

footer{padding:1.5rem 0 3rem;border-top:1px solid var(--line);font-size:var(--xs);color:var(--muted)}

@media (forced-colors:active){.bar i,[class^=heat-]{forced-color-adjust:none}}
@page{size:A4;margin:14mm}
@media print{
html{font-size:14px}
body{max-width:none;padding:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
header{padding-top:0}
nav,.skip,summary,details{display:none}
main{gap:1.75rem 1.5rem;padding:1.25rem 0}
.picture{margin-top:.75rem}
th,td{padding-top:.25rem;padding-bottom:.25rem}
section.half{grid-column:auto}
section.half:has(.chart){grid-column:1/-1}
.figure,.chart,tr,.findings li{break-inside:avoid}
section{break-inside:avoid-page}
section:has(.loads){break-inside:auto}
h2,h3,.answer{break-after:avoid}
thead{display:table-header-group}
a{color:inherit;text-decoration:none}
}
`.trim()
