import type { AdapterModule } from "../describe.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { createManualProvider } from "./adapter.ts";

export { meta } from "./meta.ts";

export const createProvider: AdapterModule["createProvider"] = async ({ authority, clock }) => {
  if (authority !== undefined) return createManualProvider({ authority, clock });
  throw new OnboardError("UNEXPECTED", phrase`The adapter manual was given no way to the name servers.`, {
    hint: phrase`Report this; nothing was asked.`,
  });
};
