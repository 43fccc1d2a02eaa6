import type { RecordResult, SesFinding, SesView } from "../../events/record.ts";

type Servers = RecordResult["servers"];

/**
 * What both sides together tell about a record that SES says no to: who must act, and until when a cache may
 * be the cause.
 */
export function findingSentence(
  { finding, untilAt }: Pick<SesView, "finding" | "untilAt">,
  servers: Servers,
): string {
  if (finding === undefined) return "";
  const until =
    untilAt === undefined
      ? ""
      : `, at most until ${new Date(untilAt).toISOString().slice(11, 16)} UTC by the TTL`;
  // Where nobody has looked, nobody knows whether its resolvers were too early.
  if (finding === "cached-nothing" && servers === null)
    return `${everywhere(servers)}; SES sees nothing yet${until === "" ? "" : `, which may last${until}`}. Run again later.`;
  return WORDS[finding](everywhere(servers), until);
}

function everywhere(servers: Servers): string {
  return servers === null
    ? "stands at the DNS host, and no name server was asked for it"
    : `published at ${servers.agreeing} of ${servers.asked} name servers`;
}

const WORDS: Readonly<Record<SesFinding, (published: string, until: string) => string>> = {
  "cached-nothing": (published, until) =>
    `${published}; SES sees nothing yet, since its resolvers may remember that there was nothing${until}. Wait, then run again.`,
  "cached-old": (published, until) =>
    `${published}; SES sees the former value, which its resolvers may hold${until}. Wait, then run again.`,
  refused: (published) =>
    `${published}, and SES sees exactly that and refuses it. Waiting changes nothing: compare it with what SES wants.`,
  "refused-mx": (published) =>
    `${published}, kept by your policy, and SES insists on its own. Consent with --mx add, or ask Tencent's support.`,
  "refused-no-mx": () =>
    "the name has no MX but an address, which receives its mail and which your policy keeps, and SES insists on its own MX. Consent with --mx add, or ask Tencent's support.",
  "refused-null-mx": (published) =>
    `${published}: that the name accepts no mail, which your policy keeps, and SES insists on its own MX. Put that in its place with --mx replace, or ask Tencent's support.`,
  "two-spf": () =>
    "SES sees two SPF records, and receivers obey neither. Join them into one at the DNS host.",
  elsewhere: (published) =>
    `${published}, yet SES sees another value, which did not stand there before either: look for a name server outside the delegation, or a value that changed during the run.`,
  unpublished: () =>
    "SES named it only when it looked, and nothing is published for it yet. Run again to publish it.",
};
