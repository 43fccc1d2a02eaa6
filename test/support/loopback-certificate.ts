/**
 * A certificate for 127.0.0.1 and 192.0.2.53, signed by itself, so that nobody trusts it who is not told to.
 * The key protects nothing.
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=loopback
 * -addext subjectAltName=IP:127.0.0.1,IP:192.0.2.53`
 */
export const LOOPBACK_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVkvEJS8FuUVTjKPh
fOI1qMsryiIBtVKCOxRIJFB/+JehRANCAATDIqBr8ZgMUwHKr0FTt1dq/HhupSkD
emtapsedXEGToCtpvzX4ZYfoBD8Lbh6exKaXsHrOuXu/U42B4gX7HLDo
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBkzCCATqgAwIBAgIUa0qJMvh2jA2zuCQWo6XmSvcj/qAwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIbG9vcGJhY2swIBcNMjYxMTIyMDM1MDU2WhgPMjEyNjEwMjkw
MzUwNTZaMBMxETAPBgNVBAMMCGxvb3BiYWNrMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEwyKga/GYDFMByq9BU7dXavx4bqUpA3prWqbHnVxBk6Arab81+GWH6AQ/
C24ensSml7B6zrl7v1ONgeIF+xyw6KNqMGgwHQYDVR0OBBYEFFcKrp33B1b9I343
xGX3P0QML7GWMB8GA1UdIwQYMBaAFFcKrp33B1b9I343xGX3P0QML7GWMA8GA1Ud
EwEB/wQFMAMBAf8wFQYDVR0RBA4wDIcEfwAAAYcEwAACNTAKBggqhkjOPQQDAgNH
ADBEAiBBEoO3IMu+AxToPXDYOWyKhhX1XeUWvP6Wp7dcguRCKwIgPhuehrN1CGY5
psASI+kffDsiPuM9OPHuGyzpCRT/BXY=
-----END CERTIFICATE-----`,
};
