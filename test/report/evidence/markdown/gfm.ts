import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** A page as GitHub's Markdown draws it, tags of its own included. */
export function rendered(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** The tags in their order but for code, which alone may be more or less by what a foreign text holds. */
export function tagsOf(html: string): readonly string[] {
  return withoutCode(html).match(/<(?!\/?code\b)[^>]*>/g) ?? [];
}

/** What a reader sees outside of code, where GitHub looks for mentions, issues and addresses. */
export function proseOf(html: string): string {
  return withoutCode(html)
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|(amp|lt|gt|quot));/g, (_whole, number: string | undefined, name: string) =>
      number === undefined ? (NAMED[name] ?? "") : String.fromCodePoint(Number(number)),
    );
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function withoutCode(html: string): string {
  return html.replace(/<code[^>]*>[^]*?<\/code>/g, "<code></code>");
}
