import type { Plan } from "../../../plan/consent/plan.ts";
import { html, printable, styleMarkup, toText, type Markup } from "../../evidence/html/markup.ts";
import { paletteCss } from "../../evidence/html/palette.ts";
import { entriesOf, type Entry, type Todo } from "../entries.ts";
import { isOpen } from "../notes.ts";
import { fieldsOf, hostOf, isLong, rdataLine } from "../spelling.ts";
import { openLines } from "./text.ts";
import { inheritedBy, PAGE_WORDS, type Language, type OnPage, type PageWords } from "./words.ts";

const MONO = `ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace`;
const SANS = `ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "DejaVu Sans", sans-serif`;

// One click selects a whole value, so that it is copied without a blank at its ends.
const STYLE = styleMarkup(`${paletteCss()}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.6 ${SANS}; }
main { max-width: 860px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0 0 12px; font-size: 24px; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
h2 { margin: 0 0 4px; font-size: 16px; font-weight: 600; overflow-wrap: anywhere; }
h2 b { display: inline-block; margin-right: 0.25em; padding: 0 0.5em; border-radius: 3px; background: var(--fill); color: var(--tone); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
p, ul { margin: 0 0 12px; }
ul { padding-left: 1.3em; color: var(--soft); font-size: 14px; }
section { margin: 24px 0 0; padding: 18px 0 0; border-top: 1px solid var(--rule); break-inside: avoid; }
section > p { color: var(--soft); font-size: 14px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
code { font: 13px/1.5 ${MONO}; user-select: all; -webkit-user-select: all; white-space: pre-wrap; }
dd.value code { display: block; padding: 6px 10px; background: var(--fill); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
small { display: block; margin-top: 4px; color: var(--soft); font-size: 13px; }
.rehearsal { padding: 10px 14px; font-weight: 600; background: var(--old-fill); color: var(--old); }`);

const TONES: Readonly<Record<Todo, string>> = {
  create: "good",
  change: "old",
  remove: "broken",
  keep: "absent",
};

/** The page as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. */
export function htmlPage(plans: readonly Plan[], language: Language, told: OnPage): string {
  const words = PAGE_WORDS[language];
  const title = words.title(plans.map(({ settings }) => settings.domain).join(", "));
  return toText(
    html`<!doctype html>
      <html lang="${language === "zh" ? "zh-CN" : "en"}">
        <head>
          <meta charset="utf-8" />
          <meta
            http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
          />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>${title}</title>
          ${STYLE}
        </head>
        <body>
          <main>${plans.map((plan) => planMarkup(plan, words, told))}</main>
        </body>
      </html> `,
  );
}

function planMarkup(plan: Plan, words: PageWords, told: OnPage): Markup {
  const { domain, zone } = plan.settings;
  const { asked } = told;
  const entries = entriesOf(plan);
  return html`<article>
    ${zone.rehearsal === true ? html`<p class="rehearsal" role="note">${words.rehearsal}</p>` : html``}
    <h1>${words.title(domain)}</h1>
    <p>${words.lead(zone.apex)}<br>${words.why}</p>
    ${asked === undefined ? html`` : html`<p>${words.asked(asked.at, asked.by)}</p>`}
    <ul>${words.hints.map((hint) => html`<li>${hint}</li>`)}</ul>
    ${entries.length === 0 ? html`<p>${words.nothing}</p>` : entries.map((entry) => entryMarkup(entry, zone.apex, { words, told }))}
    ${isOpen(plan) ? html`<section>${openLines(plan, words).map((line) => html`<p>${line}</p>`)}</section>` : html``}
  </article>`;
}

function entryMarkup(
  entry: Entry,
  apex: Plan["settings"]["zone"]["apex"],
  { words, told }: { readonly words: PageWords; readonly told: OnPage },
): Markup {
  const { todo, owner, type, ttl, values, going } = entry;
  const tone = TONES[todo];
  const inherited = inheritedBy(entry, told);
  return html`<section>
    <h2 class="${tone}"><b>${words.todo[todo]}</b> ${type} ${owner}</h2>
    <p>${words.how[todo]}</p>
    ${inherited === undefined ? html`` : html`<p>${words.inherited(inherited)}</p>`}
    <dl class="${tone}">
      <dt>${words.host}</dt>
      <dd><code>${hostOf(owner, apex)}</code></dd>
      <dt>${words.fullName}</dt>
      <dd><code>${owner}</code></dd>
      <dt>${words.type}</dt>
      <dd>${type}</dd>
      <dt>${words.ttl}</dt>
      <dd>${ttl} ${words.seconds}</dd>
      ${todo === "change" ? going.map((value) => goingMarkup(type, value, words)) : html``}
      ${values.map((value) => valueMarkup(type, value, words))}
    </dl>
  </section>`;
}

function goingMarkup(type: string, text: string, words: PageWords): Markup {
  const { priority, value } = fieldsOf(type, text);
  return html`<dt>${words.going}</dt>
    <dd><s>${priority === undefined ? html`` : html`${priority} `}${printable(value)}</s></dd>`;
}

function valueMarkup(type: string, text: string, words: PageWords): Markup {
  const { priority, value } = fieldsOf(type, text);
  return html`${priority === undefined ? html`` : html`<dt>${words.priority}</dt><dd><code>${priority}</code></dd>`}
    <dt>${words.value}</dt>
    <dd class="value">
      <code>${printable(value)}</code>
      ${isLong(type, text) ? html`<small>${words.long}</small><code>${printable(rdataLine(type, text))}</code>` : html``}
    </dd>`;
}
