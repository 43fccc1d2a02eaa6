// Which account of Tencent Cloud it is, as far as that can be told without asking it.

interface Account {
  readonly site: string;
  readonly region: string;
  /** URL, where it is not the site's own. */
  readonly endpoint?: string | undefined;
  /** Of temporary keys; it names the account by its number. */
  readonly role?: string | undefined;
  readonly secretId?: string | undefined;
}

/** As much of a key's id as its owner recognises it by. */
const SHOWN = 4;

export function accountWords({ site, region, endpoint, role, secretId = "" }: Account): string {
  const key = secretId.length > 3 * SHOWN ? [`key id ending in ${secretId.slice(-SHOWN)}`] : [];
  const parts = [
    `site ${site}`,
    `region ${region}`,
    ...(role === undefined ? key : [`role ${role}`]),
    ...(endpoint === undefined ? [] : [`by ${endpoint}`]),
  ];
  return `Account at Tencent Cloud SES: ${parts.join(", ")}`;
}
