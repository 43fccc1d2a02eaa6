// What the measurements in scripts/bench/ use of the TypeScript here; they bundle this file on the fly.
export { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
export { parseDomainName } from "../../../src/dns/domain-name.ts";
export { WRITER } from "./zone-files.ts";
export { findProgram, missingPrograms } from "./programs.ts";
export { askRecursor, askServer } from "./question.ts";
export { createRfc2136Provider } from "./rfc2136-provider.ts";
export { createServerRun } from "./server-run.ts";
export { startServers } from "./tree.ts";
