import type { AskedElsewhere, OwnEndpoint } from "../endpoint.ts";

// A rehearsal against `ses-onboard sandbox`.

export const REHEARSED_HOST: OwnEndpoint = {
  of: "provider",
  name: "cloudflare",
  url: "http://127.0.0.1:41002/client/v4",
  loopback: true,
};

export const REHEARSAL: AskedElsewhere = {
  rehearsal: true,
  endpoints: [
    { of: "ses", url: "http://127.0.0.1:41001", loopback: true },
    { of: "dns", url: "dns://127.0.53.1:41053", loopback: true },
    REHEARSED_HOST,
  ],
};
