import { XMLParser, XMLValidator } from "fast-xml-parser";

/** A piece of XML that is already escaped. */
export interface Xml {
  readonly xml: string;
}

/** One element with text or with elements inside; text is escaped here and nowhere else. */
export function element(
  name: string,
  content: string | number | boolean | readonly Xml[],
  namespace?: string,
): Xml {
  const inside =
    typeof content === "object" ? content.map(({ xml }) => xml).join("") : escapeText(String(content));
  const attribute = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return { xml: `<${name}${attribute}>${inside}</${name}>` };
}

/** Elements that are left out when there is nothing to say. */
export function optional(name: string, content: string | number | boolean | undefined): readonly Xml[] {
  return content === undefined ? [] : [element(name, content)];
}

/**
 * A document → plain objects; each name in `lists` becomes an array even when it occurs once. Undefined: not
 * well-formed.
 */
export function parseXml(text: string, lists: readonly string[]): unknown {
  if (XMLValidator.validate(text) !== true) return undefined;
  // Values stay text as they came: a TXT value is not a number, and its spaces are its own.
  const parser = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => lists.includes(name),
  });
  return parser.parse(text) as unknown;
}

const ENTITY: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITY[character] ?? character);
}
