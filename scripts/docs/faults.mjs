import { GENERATED, row } from "./command.mjs";
import { exportsOf } from "./source.mjs";

const SEES = {
  nothing: "nothing of it",
  part: "half of the request",
  whole: "it whole",
  twice: "it twice",
};

/** Every fault that tests put between the program and the world. */
export async function faultsPage() {
  const { HTTP_FAULTS, DNS_FAULTS } = await exportsOf("test/faults/inject/catalogue.ts");
  return [
    "# Injected faults",
    GENERATED,
    "What `test/faults/inject` puts between the program and the world, by proxies on loopback: before SES's API and a DNS host's (HTTP, or HTTPS), and before name servers (UDP and TCP). Each fault is tried on real sockets with a plain client: what it sees, and how often the other side was asked. A fault counts as a hit only where it altered an exchange.",
    `## To an API: ${HTTP_FAULTS.length}`,
    table(HTTP_FAULTS, "the API sees"),
    `## To a name server: ${DNS_FAULTS.length}`,
    table(DNS_FAULTS, "the server sees"),
  ].join("\n\n");
}

function table(faults, seen) {
  return [
    `| fault | the client sees | ${seen} |`,
    "|---|---|---|",
    ...faults.map(({ id, sees, upstream, on }) =>
      row(`\`${id}\``, on === undefined ? sees : `${sees} (${on} only)`, SEES[upstream]),
    ),
  ].join("\n");
}
