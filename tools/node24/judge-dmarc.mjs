// mailauth's DMARC, as a child: [{ name, levels: [{ domain, values }], strict }] on stdin, for each on stdout
// { policy, said, domain, organisation, text, strict, asked }. `policy` is what it applies, none for no DMARC; `said` what
// the record `text` at `domain` says before `t=y` weakens it; `strict` the strict alignments; `asked` the domains whose _dmarc it looked up.

import { text } from "node:stream/consumers";
import { dmarc } from "mailauth/lib/dmarc/index.js";
import mailauth from "mailauth/package.json" with { type: "json" };

// Where this folder is not installed, the one of the folder above is found: another oracle.
const WANTED = "7.1.0";
if (mailauth.version !== WANTED) throw new Error(`mailauth is ${mailauth.version}, not ${WANTED}`);

const verdicts = [];
for (const tree of JSON.parse(await text(process.stdin))) verdicts.push(await judge(tree));
process.stdout.write(JSON.stringify(verdicts));

async function judge({ name, levels, strict = false }) {
  const asked = [];
  const resolver = async (owner, type) => {
    // Every name exists, so that `np` never applies.
    if (type !== "TXT") return ["192.0.2.1"];
    const domain = owner.replace(/^_dmarc\./, "");
    asked.push(domain);
    const values = levels.find((level) => level.domain === domain)?.values ?? [];
    if (values.length === 0) throw Object.assign(new Error("nothing there"), { code: "ENODATA" });
    return values.map((value) => [value]);
  };
  const said = await dmarc({
    headerFrom: `someone@${name}`,
    spfDomains: [],
    dkimDomains: [],
    resolver,
    strict,
  });
  const { policyDomain: domain, policy, p, sp, rr, domain: organisation, alignment } = said;
  const aligned = [alignment?.dkim.strict && "adkim", alignment?.spf.strict && "aspf"].filter(Boolean);
  return { policy, said: domain === name ? p : sp, domain, organisation, text: rr, strict: aligned, asked };
}
