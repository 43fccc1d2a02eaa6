/**
 * A certificate for 127.0.0.1, 192.0.2.53, 192.0.2.54 and the names of the APIs, signed by itself, so that nobody trusts
 * it who is not told to. The key protects nothing. One for more names is made with the same key, of which
 * test/faults/inject/http/certificates.ts has others:
 * `openssl req -x509 -key KEY -days 36500 -subj /CN=loopback
 * -addext subjectAltName=IP:127.0.0.1,IP:192.0.2.53,IP:192.0.2.54,DNS:*.example.test,DNS:*.intl.tencentcloudapi.com,
 * DNS:api.cloudflare.com,DNS:route53.amazonaws.com,DNS:alidns.aliyuncs.com`
 */
export const LOOPBACK_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1vsxbkE2wo6ppNHN
OfcPqimgYFoXaS7Qo4+CITBVFC+hRANCAAR5cg1Fyza6JmlHHGDbLBlHJft4i2ms
0634+w1G5cPSNRzVOWUzORW2Qi4rGTOYRAjOcTNU/7YlRLN2r93r9o+E
-----END PRIVATE KEY-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyxYF2Ou0GFiRD/AT
SYcsYRSmXI1F/iPNh+n5A7qx1nmhRANCAASe1bTO1COehEWidVPexaTmKdmdYMjO
ROy/KAIPRTgiFhICH5KFGwB7l1BDt3zAhyGIUffekuS3bRii8k6bN8hO
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIICCTCCAbCgAwIBAgIUWl3wDF2MlHeQZfuuGtNK3XpgbzQwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIbG9vcGJhY2swIBcNMjYxMTI3MDQwMzM0WhgPMjEyNjExMDMw
NDAzMzRaMBMxETAPBgNVBAMMCGxvb3BiYWNrMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEeXINRcs2uiZpRxxg2ywZRyX7eItprNOt+PsNRuXD0jUc1TllMzkVtkIu
KxkzmEQIznEzVP+2JUSzdq/d6/aPhKOB3zCB3DAdBgNVHQ4EFgQUFwQXDM05wg16
X6zs2Km588HcjSEwHwYDVR0jBBgwFoAUFwQXDM05wg16X6zs2Km588HcjSEwDwYD
VR0TAQH/BAUwAwEB/zCBiAYDVR0RBIGAMH6HBH8AAAGHBMAAAjWHBMAAAjaCDiou
ZXhhbXBsZS50ZXN0ghoqLmludGwudGVuY2VudGNsb3VkYXBpLmNvbYISYXBpLmNs
b3VkZmxhcmUuY29tghVyb3V0ZTUzLmFtYXpvbmF3cy5jb22CE2FsaWRucy5hbGl5
dW5jcy5jb20wCgYIKoZIzj0EAwIDRwAwRAIgbB3O0YzWowRnZ0wrh4buqrrudKk0
NsK3amMYB7w6awYCIDkqqzzid4+1VMdMY4VeHm0kzU566TszpYA6zZUB+87l
-----END CERTIFICATE-----`,
};

/** One for `elsewhere.invalid` and nobody else, made in the same way. */
export const CERTIFICATE_OF_ANOTHER = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyxYF2Ou0GFiRD/AT
SYcsYRSmXI1F/iPNh+n5A7qx1nmhRANCAASe1bTO1COehEWidVPexaTmKdmdYMjO
ROy/KAIPRTgiFhICH5KFGwB7l1BDt3zAhyGIUffekuS3bRii8k6bN8hO
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnTCCAUOgAwIBAgIUN4HXHDo7UI1bKF9h0GNmFfZIsREwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJZWxzZXdoZXJlMCAXDTI2MTEyNjE2NDI1NVoYDzIxMjYxMTAy
MTY0MjU1WjAUMRIwEAYDVQQDDAllbHNld2hlcmUwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASe1bTO1COehEWidVPexaTmKdmdYMjOROy/KAIPRTgiFhICH5KFGwB7
l1BDt3zAhyGIUffekuS3bRii8k6bN8hOo3EwbzAdBgNVHQ4EFgQUNwcNuPcouAa+
p7haobNiW1PaI/UwHwYDVR0jBBgwFoAUNwcNuPcouAa+p7haobNiW1PaI/UwDwYD
VR0TAQH/BAUwAwEB/zAcBgNVHREEFTATghFlbHNld2hlcmUuaW52YWxpZDAKBggq
hkjOPQQDAgNIADBFAiEAgQhdxuK5fWLd6gcg7xAFCShDpEUMG0BFaW2haRznyNwC
IEtpF4iaArOIZBg9489I7lIfMKbg/nMDYLtWmk0FNsg9
-----END CERTIFICATE-----`,
};
