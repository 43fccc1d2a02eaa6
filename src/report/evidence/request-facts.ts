import { endpointWords } from "../words/rehearsal-words.ts";
import { consentsGivenWords } from "../consent/consent-words.ts";
import { consentsWords } from "../words/run-words.ts";
import { settingWords, startedLine } from "../words/commands/command-line.ts";
import { actionLine } from "../words/commands/workflow-words.ts";
import { durationWords, listWords } from "../words/words.ts";
import { sesAnswersOf } from "./ses-answers.ts";
import { clockWords, dateWords, endOf, rehearsalOf, startOf, type Story } from "./story.ts";
import { lastEventOf, eventsOf, type EventOf } from "../../events/events-of.ts";

/** Who pressed the button, where that is known, like a person's name and the address of the job. */
export type Asker = string | undefined;

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Who asked for what, where it was done, and what it took. */
export function requestFacts(story: Story, asker: Asker): readonly Fact[] {
  return [...askedFacts(story, asker), ...placeFacts(story), ...effortFacts(story), ...supportFacts(story)];
}

function askedFacts(story: Story, asker: Asker): readonly Fact[] {
  const started = lastEventOf(story, "run.started");
  const [from, to] = [startOf(story), endOf(story)];
  return present([
    ["Asked by", started?.by ?? asker],
    ["Account", accountWords(started?.account)],
    ["Command", started === undefined ? undefined : commandWords(started, story.domain)],
    ["Config file", configWords(started)],
    ["Standing consents", started?.standing === undefined ? undefined : consentsWords(started.standing)],
    ["Consent", consentsGivenWords(eventsOf(story, "consent.given")) || undefined],
    ["Settings that decide", started === undefined ? undefined : settingWords(started) || undefined],
    ["When", `${dateWords(from)}, ${clockWords(from)} to ${clockWords(to)} UTC`],
    ["Program", started === undefined ? undefined : `ses-onboard ${started.version}`],
    ["Plan hash", hashText(story, started)],
  ]);
}

/** Of several domains `--plan-hash` takes one for all, which is another. */
function hashText(story: Story, started: EventOf<"run.started"> | undefined): string | undefined {
  const hash = lastEventOf(story, "plan.ready")?.planHash ?? lastEventOf(story, "result")?.planHash;
  if (hash === undefined || hash === null) return undefined;
  const isOfMany = isNamedElsewhere(started) || (started?.operands?.length ?? 0) > 1;
  return isOfMany ? `${hash} (of this domain alone)` : hash;
}

function isNamedElsewhere({ given = [] }: Partial<EventOf<"run.started">> = {}): boolean {
  return given.some(({ option }) => option === "file" || option === "plan");
}

/** As it was given; an older log tells no operands. A list or a plan names the domains itself. */
function commandWords(started: EventOf<"run.started">, domain: string): string {
  const named = started.command === "undo" || isNamedElsewhere(started) ? [] : [domain];
  const whole = { ...started, operands: started.operands ?? named };
  return started.inAction === true ? actionLine(whole) : startedLine(whole);
}

function accountWords(account: EventOf<"run.started">["account"]): string | undefined {
  if (account === undefined) return undefined;
  return "uin" in account
    ? `uin ${account.uin} of Tencent Cloud`
    : `profile ${account.profile} of Tencent Cloud`;
}

function configWords(started: EventOf<"run.started"> | undefined): string | undefined {
  const { config } = started ?? {};
  return config === undefined
    ? undefined
    : `${config.file}${config.read ? "" : " (not read: nothing named it)"}`;
}

/** What the supports of Tencent and of the DNS host ask for first. */
function supportFacts(story: Story): readonly Fact[] {
  const answers = sesAnswersOf(story).flatMap(({ occasion, requestId }) =>
    requestId === undefined ? [] : [`${requestId} (${occasion})`],
  );
  const failed = lastEventOf(story, "result")?.error?.facts["requestId"];
  const requests = typeof failed === "string" && failed !== "" ? [...answers, `${failed} (failed)`] : answers;
  const changes = [...new Set(eventsOf(story, "rrset.written").flatMap(({ changeId }) => changeId ?? []))];
  return present([
    ["SES request ids", requests.length === 0 ? undefined : requests.join(", ")],
    ["DNS host's change ids", changes.length === 0 ? undefined : changes.join(", ")],
  ]);
}

function placeFacts(story: Story): readonly Fact[] {
  const started = lastEventOf(story, "run.started");
  const zone = lastEventOf(story, "zone.found");
  const delegation = lastEventOf(story, "delegation.found");
  const moved = lastEventOf(story, "delegation.changed");
  const nameServers = (moved ?? delegation)?.nameServers ?? zone?.nameServers;
  const negativeTtl = delegation?.negativeTtlSeconds;
  return present([
    [
      "Tencent Cloud SES",
      started === undefined ? undefined : `site ${started.site}, region ${started.region}`,
    ],
    ["Endpoints", endpointWords(rehearsalOf(story))],
    ["Identity", identityWords(story)],
    ["DNS host", zone === undefined ? undefined : `${zone.provider}, zone ${zone.apex} (${zone.id})`],
    ["Name servers", nameServers === undefined ? undefined : listWords(nameServers, Infinity)],
    ["Negative TTL", negativeTtl === undefined || negativeTtl === null ? undefined : `${negativeTtl} s`],
  ]);
}

function identityWords(story: Story): string | undefined {
  const identity = lastEventOf(story, "result")?.identity;
  if (identity === undefined || identity === null) return undefined;
  const existed = eventsOf(story, "identity.found").some(({ exists }) => exists);
  if (!existed && !identity.created) return "does not exist";
  return `${identity.created ? "created by this run" : "existed before"}, ${identity.verified ? "verified" : "not verified"}`;
}

function effortFacts(story: Story): readonly Fact[] {
  const result = lastEventOf(story, "result");
  if (result === undefined) return [];
  const { calls, timings } = result;
  return present([
    ["Requests", `${calls.ses} to SES, ${calls.provider} to the DNS host, ${calls.dns} by DNS`],
    ["Repeated", retriesWords(story)],
    [
      "Time",
      `${durationWords(timings.totalMs)}${timings.propagationMs > 0 ? `, ${durationWords(timings.propagationMs)} of it propagation` : ""}`,
    ],
    ["Exit status", String(result.exit)],
  ]);
}

/** Which APIs had to be asked again, how often and why. */
function retriesWords(story: Story): string {
  const retries = eventsOf(story, "api.retried").map(({ api, code }) => `${api} (${code})`);
  const kinds = [...new Set(retries)].map(
    (kind) => `${retries.filter((one) => one === kind).length} to ${kind}`,
  );
  return kinds.length === 0 ? "no request" : kinds.join(", ");
}

function present(pairs: readonly (readonly [label: string, value: string | undefined])[]): readonly Fact[] {
  return pairs.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}
