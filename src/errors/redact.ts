export type Redactor = (text: string) => string;

/** What stands where a secret was. */
export const MASK = "***";
/** Shorter values would blank out innocent text; no credential is that short. */
const SHORTEST_SECRET = 6;

/**
 * A function that blanks out every given secret, in each encoding in which an SDK, a URL or a log may carry
 * it.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].sort((a, b) => b.length - a.length).map(escapeRegExp);
  const pattern = new RegExp(longestFirst.join("|"), "g");
  return (text) => text.replace(pattern, MASK);
}

/** Every string inside a JSON-like value, redacted; keys and shape stay. */
export function redactDeep<T>(value: T, redact: Redactor): T {
  return JSON.parse(JSON.stringify(value ?? null), (_key, inner: unknown) =>
    typeof inner === "string" ? redact(inner) : inner,
  ) as T;
}

function formsOf(secret: string): string[] {
  const octets = Buffer.from(secret, "utf8");
  const hex = octets.toString("hex");
  const json = JSON.stringify(secret).slice(1, -1);
  // A request's JSON body often travels as a string inside the JSON of a log line.
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...percentForms(secret),
    ...base64Forms(octets),
  ];
}

/**
 * Percent-encoded as JavaScript does, as RFC 3986 and AWS want it, and as an HTML form; digits in either
 * case.
 */
function percentForms(secret: string): string[] {
  const usual = encodeURIComponent(secret.toWellFormed());
  const strict = usual.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [usual, strict, strict.replaceAll("%20", "+")];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()))];
}

/**
 * Base64 of a text that contains the secret shows it in one of three alignments: keep the characters that
 * depend on the secret alone.
 */
function base64Forms(octets: Buffer): string[] {
  const stable = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), octets])
      .toString("base64")
      .replace(/=+$/, "");
    const first = Math.ceil((shift * 8) / 6);
    const last = Math.floor(((shift + octets.length) * 8) / 6);
    return encoded.slice(first, last);
  });
  return [...stable, ...stable.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))].filter(
    (form) => form.length >= SHORTEST_SECRET,
  );
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
