/**
 * A certificate for 127.0.0.1, 192.0.2.53 and the names of the APIs, signed by itself, so that nobody trusts
 * it who is not told to. The key protects nothing.
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=loopback
 * -addext subjectAltName=IP:127.0.0.1,IP:192.0.2.53,DNS:*.example.test,DNS:*.intl.tencentcloudapi.com,
 * DNS:api.cloudflare.com,DNS:route53.amazonaws.com,DNS:alidns.aliyuncs.com`
 */
export const LOOPBACK_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgeQ2+h2YlZgR/CW9B
cQ8lU8T+jnWW6XEY1h6BLnmjGS+hRANCAAQWW7PXeG9Dmit+iMZnk25RG7w3l646
a192kD7khCCNvZdWGwr7L/A+iU8Prgyur7Hos4lEgVNEj4CRzoblzW7b
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIICAzCCAamgAwIBAgIUFx65MDOcnD04o0g0Kci+66oz9PkwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIbG9vcGJhY2swIBcNMjYxMTI2MjM1NDA1WhgPMjEyNjExMDIy
MzU0MDVaMBMxETAPBgNVBAMMCGxvb3BiYWNrMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEFluz13hvQ5orfojGZ5NuURu8N5euOmtfdpA+5IQgjb2XVhsK+y/wPolP
D64Mrq+x6LOJRIFTRI+Akc6G5c1u26OB2DCB1TAdBgNVHQ4EFgQUGZePpzoGBsuk
wPDjQfNu1FGYZk4wHwYDVR0jBBgwFoAUGZePpzoGBsukwPDjQfNu1FGYZk4wDwYD
VR0TAQH/BAUwAwEB/zCBgQYDVR0RBHoweIcEfwAAAYcEwAACNYIOKi5leGFtcGxl
LnRlc3SCGiouaW50bC50ZW5jZW50Y2xvdWRhcGkuY29tghJhcGkuY2xvdWRmbGFy
ZS5jb22CFXJvdXRlNTMuYW1hem9uYXdzLmNvbYITYWxpZG5zLmFsaXl1bmNzLmNv
bTAKBggqhkjOPQQDAgNIADBFAiBFLBC9lLp6NrgSYfzwdM/xEX0pIlgLOZZkq6nA
ZWOzgQIhAJM3ya0W2EhfRVAThBbF+B6w/L2Y4NhXao/kyrILboAn
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
