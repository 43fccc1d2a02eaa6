export type Redactor = (text: string) => string;

const MASK = "***";
/** Shorter values would blank out innocent text; no credential is that short. */
const SHORTEST_SECRET = 6;

/** A function that blanks out every given secret, in each encoding in which an SDK, a URL or a log may carry it. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].sort((a, b) => b.length - a.length).map(escapeRegExp);
  const pattern = new RegExp(longestFirst.join("|"), "g");
  return (text) => text.replace(pattern, MASK);
}

/** Every string inside a JSON-like value, redacted; keys and shape stay. */
export function redactDeep<T>(value: T, redact: Redactor): T {
  return JSON.parse(JSON.stringify(value ?? null), (_key, inner: unknown) => (typeof inner === "string" ? redact(inner) : inner)) as T;
}

function formsOf(secret: string): string[] {
  const octets = Buffer.from(secret, "utf8");
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    octets.toString("hex"),
    octets.toString("hex").toUpperCase(),
    ...base64Forms(octets),
  ];
}

/** Base64 of a text that contains the secret shows it in one of three alignments: keep the characters that depend on the secret alone. */
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
