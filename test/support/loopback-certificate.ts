/**
 * A certificate for 127.0.0.1, 192.0.2.53 and the names of the APIs, signed by itself, so that nobody trusts
 * it who is not told to. The key protects nothing.
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=loopback
 * -addext subjectAltName=IP:127.0.0.1,IP:192.0.2.53,DNS:*.example.test,DNS:*.intl.tencentcloudapi.com,
 * DNS:api.cloudflare.com,DNS:route53.amazonaws.com`
 */
export const LOOPBACK_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1vsxbkE2wo6ppNHN
OfcPqimgYFoXaS7Qo4+CITBVFC+hRANCAAR5cg1Fyza6JmlHHGDbLBlHJft4i2ms
0634+w1G5cPSNRzVOWUzORW2Qi4rGTOYRAjOcTNU/7YlRLN2r93r9o+E
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIB7TCCAZOgAwIBAgIUWh905/U2FI77f5qZB81gsR4PQ0QwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIbG9vcGJhY2swIBcNMjYxMTI2MDA0NzQ4WhgPMjEyNjExMDIw
MDQ3NDhaMBMxETAPBgNVBAMMCGxvb3BiYWNrMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEeXINRcs2uiZpRxxg2ywZRyX7eItprNOt+PsNRuXD0jUc1TllMzkVtkIu
KxkzmEQIznEzVP+2JUSzdq/d6/aPhKOBwjCBvzAdBgNVHQ4EFgQUFwQXDM05wg16
X6zs2Km588HcjSEwHwYDVR0jBBgwFoAUFwQXDM05wg16X6zs2Km588HcjSEwDwYD
VR0TAQH/BAUwAwEB/zBsBgNVHREEZTBjhwR/AAABhwTAAAI1gg4qLmV4YW1wbGUu
dGVzdIIaKi5pbnRsLnRlbmNlbnRjbG91ZGFwaS5jb22CEmFwaS5jbG91ZGZsYXJl
LmNvbYIVcm91dGU1My5hbWF6b25hd3MuY29tMAoGCCqGSM49BAMCA0gAMEUCIH2n
3aWMCrQsdHjji+EPvL3QL7gHcw53pmyYELhDBQl/AiEAiyit4K/5dBsuVbOKRBk+
rUj7h8Of0USpgZ96XGuw1dw=
-----END CERTIFICATE-----`,
};
