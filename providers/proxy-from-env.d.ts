// proxy-from-env 2.1.0 carries no types.
declare module "proxy-from-env" {
  /** The proxy that the environment names for this URL; an empty string: none, or NO_PROXY excepts it. */
  export function getProxyForUrl(url: string): string;
}
