import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";

/** What DNS hosts are asked by: Node's fetch, which reads answers by a program in WebAssembly (undici). */
const NEEDED = ["fetch", "WebAssembly"] as const;

/**
 * Node can be started without a part of it (`--jitless`, `--no-experimental-fetch`), and the first request to a DNS
 * host would then fail in itself, after SES was asked.
 * @throws OnboardError CONFIG_INVALID
 */
export function requireNodeAbilities(): void {
  const missing = NEEDED.find((name) => !(name in globalThis));
  if (missing === undefined) return;
  throw new OnboardError("CONFIG_INVALID", phrase`This Node.js was started without ${missing}.`, {
    hint: phrase`Take what switches it off out of NODE_OPTIONS or the command: --jitless, --no-experimental-fetch.`,
    facts: { missing },
  });
}
