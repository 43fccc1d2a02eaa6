import { AlidnsFault } from "./faults.ts";

/** All are texts, as a query or a form has them. */
export type Parameters = Readonly<Record<string, string>>;

/** @throws AlidnsFault for one that is missing or empty, as the gateway words it */
export function requiredText(given: Parameters, name: string): string {
  const text = given[name];
  if (text === undefined || text === "")
    throw new AlidnsFault(`Missing${name}`, `${name} is mandatory for this action.`);
  return text;
}

/** @throws AlidnsFault for what is no whole number, as the gateway words it */
export function findNumber(given: Parameters, name: string): number | undefined {
  const text = given[name];
  if (text === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(text)) throw invalid(name);
  return Number(text);
}

/** A page; which code one gets for a size that is too large is assumed. @throws AlidnsFault */
export function pageOf(given: Parameters, most: number): { readonly size: number; readonly number: number } {
  const [size = 20, number = 1] = [findNumber(given, "PageSize"), findNumber(given, "PageNumber")];
  if (size < 1 || size > most) throw invalid("PageSize");
  if (number < 1) throw invalid("PageNumber");
  return { size, number };
}

export function invalid(name: string): AlidnsFault {
  return new AlidnsFault(`Invalid${name}`, `Specified parameter ${name} is not valid.`);
}
