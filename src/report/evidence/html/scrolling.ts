import { html, type Markup } from "./markup.ts";

/** What may be wider than a screen: it scrolls by itself, with a finger and with the keyboard, and has a name. */
export function scrolling(label: string, content: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** A table of facts, that may be wide. */
export function factsTable(label: string, head: readonly string[], rows: readonly Markup[]): Markup {
  return scrolling(
    label,
    html`<table class="facts">
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}
