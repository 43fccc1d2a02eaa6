/** An API, or DNS itself, that is not asked where its vendor or the world keeps it. */
export interface OwnEndpoint {
  /** As in `calls`; STS is where a role is exchanged for keys. */
  readonly of: "ses" | "sts" | "provider" | "dns";
  /** Which of the DNS hosts, by its name in the config. */
  readonly name?: string;
  /** `dns://ADDRESS:PORT` for a root server (RFC 4501). */
  readonly url: string;
  /** It lies on the machine itself. */
  readonly loopback?: true;
}

/** Where a command asks, as far as that is not where everybody does. All absent: the vendors' own, the world's DNS. */
export interface AskedElsewhere {
  /** SES or the DNS host lies on the machine itself: what they say and take is nothing real. */
  readonly rehearsal?: true;
  /** `--sandbox`: all of it began with this command and ends with it. */
  readonly sandbox?: true;
  readonly endpoints?: readonly OwnEndpoint[];
}

/** DNS alone makes no rehearsal: a private tree may be a real one. Of several hosts it is not known yet which is asked. */
export function isRehearsal(endpoints: readonly OwnEndpoint[]): boolean {
  const hosts = endpoints.filter((one) => one.of === "provider");
  return (
    endpoints.some((one) => one.of === "ses" && one.loopback === true) ||
    (hosts.length > 0 && hosts.every(({ loopback }) => loopback === true))
  );
}
