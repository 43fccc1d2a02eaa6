// Tencent Cloud's SDK makes one where it is given no agent and the process's `http_proxy` names a proxy. It is always
// given one (src/tencent/attempt.ts, src/net/agent.ts).
// oxlint-disable-next-line import/no-default-export -- the package that it stands for has a default export
export default function HttpsProxyAgent() {
  throw new Error("the bundle of tencentcloud-sdk-nodejs-common is given an agent with each request");
}
