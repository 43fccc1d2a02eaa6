// Replaced by the build with the version of package.json; from source it says so.
declare const __SES_ONBOARD_VERSION__: string | undefined;

export const VERSION: string =
  typeof __SES_ONBOARD_VERSION__ === "string" ? __SES_ONBOARD_VERSION__ : "0.0.0-source";

export const USER_AGENT = `ses-onboard/${VERSION}`;
