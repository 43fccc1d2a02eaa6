/** What Route 53 refuses, and why there are no AWS credentials. */
export const ROUTE53 = {
  "There are no AWS keys {1}.": "没有 AWS 密钥（{1}）。",
  'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE with HOME, or open the SDK\'s own chain by `credentialChain: "process"`.':
    '请给出 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或 AWS_PROFILE 和 HOME，或用 `credentialChain: "process"` 启用 SDK 自身的凭证链。',
  "AWS's file {1} can't be read ({2}).": "无法读取 AWS 的文件 {1}（{2}）。",
  "Let ses-onboard read it, or give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.":
    "请允许 ses-onboard 读取该文件，或给出 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。",
  "No AWS credentials came from {1}: AWS says {2}, {3}.": "未能从{1}取得 AWS 凭证：AWS 返回 {2}，{3}。",
  "No AWS credentials came from {1} within {2} seconds.": "在 {2} 秒内未能从{1}取得 AWS 凭证。",
  "No AWS credentials came from {1}: it {2}.": "未能从{1}取得 AWS 凭证：{2}。",
  "No AWS credentials came from {1}: AWS's files have no such profile.":
    "未能从{1}取得 AWS 凭证：AWS 的配置文件中没有该配置。",
  "No AWS credentials came from {1}: {2}.": "未能从{1}取得 AWS 凭证：{2}。",
  "No AWS credentials were found: not in variables, not in files, not from the machine.":
    "没有找到 AWS 凭证：环境变量、文件和本机都没有。",
  "AWS's own chain": "AWS 自身的凭证链",
  "what {1} names": " {1} 所指的来源",
  "the credential_process of the AWS profile {1}": " AWS 配置 {1} 的 credential_process ",
  "the AWS profile {1}": " AWS 配置 {1} ",
  "Run the command of credential_process in a shell: it has to print keys as JSON within {1} seconds, and it is given no terminal.":
    "请在终端中运行 credential_process 的命令：它必须在 {1} 秒内以 JSON 输出密钥，且运行时没有终端。",
  "Correct {1}, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.":
    "请修正 {1}，或设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。",
  "Run {1}, then the same command again.": "请运行 {1}，然后再次运行相同的命令。",
  "Correct AWS_PROFILE or this profile in AWS's files, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its place.":
    "请修正 AWS_PROFILE 或 AWS 文件中的该配置，或改为设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。",
  "There are no AWS credentials that can be used ({1}: {2}).": "没有可用的 AWS 凭证（{1}：{2}）。",
  "The answer to {1} for Route 53 can't be used: {2}, the most that is read of one.":
    "代替 Route 53 响应 {1} 的内容无法使用：{2}，这是单个响应的读取上限。",
  "Route 53 gave no answer to {1} that can be read ({2}: {3}).":
    "Route 53 没有对 {1} 给出可读的响应（{2}：{3}）。",
  "The answer to {1} is no error document of Route 53's (HTTP status {2}).":
    "对 {1} 的响应不是 Route 53 的错误文档（HTTP 状态 {2}）。",
  "Route 53 answered {1} with {2}: {3}{4}": "Route 53 对 {1} 返回 {2}：{3}{4}",
  "Route 53's answer to {1} can't be used: {2}.": "Route 53 对 {1} 的响应无法使用：{2}。",
  "Check that no proxy answers in the place of Route 53, then run the same command again with {1}.":
    "请确认没有代理代替 Route 53 作出响应，然后加上 {1} 再次运行相同的命令。",
  "Check that no proxy answers in the place of Route 53, then run the same command again with {1} and report its output.":
    "请确认没有代理代替 Route 53 作出响应，然后加上 {1} 再次运行相同的命令，并提交其输出。",
  "Set the region of these credentials: AWS_REGION, region in the AWS profile, or region of this provider in the config; us-east-1, for AWS China cn-northwest-1, for GovCloud us-gov-west-1.":
    "请设置这些凭证的地域：AWS_REGION、AWS 配置中的 region，或配置中该服务商的 region；通常为 us-east-1，AWS 中国为 cn-northwest-1，GovCloud 为 us-gov-west-1。",
  "Replace the AWS credentials in the environment: the key is unknown, expired or does not fit its secret. Keys of AWS China and GovCloud need their region, too (AWS_REGION).":
    "请更换环境中的 AWS 凭证：密钥不存在、已过期或与其 secret 不匹配。AWS 中国和 GovCloud 的密钥还需要设置地域（AWS_REGION）。",
  "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or let the pipeline assume a role.":
    "请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或 AWS_PROFILE，或让流水线扮演一个角色。",
  "Set this machine's clock: it differs from AWS's by more than five minutes.":
    "请校准本机时钟：与 AWS 相差超过五分钟。",
  "Set this machine's clock: {1}.": "请校准本机时钟：{1}。",
  "it is {1} seconds ahead of AWS's": "比 AWS 快 {1} 秒",
  "it is {1} seconds behind AWS's": "比 AWS 慢 {1} 秒",
  "Correct zoneId of this provider in the config, or use credentials of the account that holds the zone.":
    "请修正配置中该服务商的 zoneId，或使用持有该区域的账号的凭证。",
  "Correct the value that Route 53 names; nothing was written.":
    "请修正 Route 53 指出的值；没有写入任何内容。",
  "Delete records that nobody needs any more, or ask AWS for a higher quota of records in this hosted zone; nothing was written.":
    "请删除不再需要的记录，或向 AWS 申请提高该托管区域的记录配额；没有写入任何内容。",
  "Wait {1} and run the same command again; other programs may be using the account's 10 requests a second.":
    "请等待 {1}后再次运行相同的命令；其他程序可能正在占用该账号每秒 10 次的请求额度。",
  "Run the same command again: it reads first and goes on from what is there.":
    "请再次运行相同的命令：程序会先读取，再从现状继续。",
  "Ask whoever runs your AWS organization: one of its policies denies {1}, and no policy of the account can lift that.":
    "请联系 AWS 组织的管理员：组织的某个策略拒绝了 {1}，账号内的策略无法解除。",
  "Allow {1} in the permissions boundary of these credentials, too; the policy alone is not enough.":
    "请在这些凭证的权限边界中也允许 {1}；仅有策略还不够。",
  "Allow {1} in the session policy with which the role is assumed, too.":
    "请在扮演角色时使用的会话策略中也允许 {1}。",
  "Remove the statement that denies {1} to these credentials; an allowance beside it does not count.":
    "请删除拒绝这些凭证 {1} 的语句；与其并存的允许不起作用。",
  "Allow {1} in the IAM policy of these credentials, or set zoneId of this provider in the config.":
    "请在这些凭证的 IAM 策略中允许 {1}，或在配置中设置该服务商的 zoneId。",
  "Allow {1} in the IAM policy of these credentials.": "请在这些凭证的 IAM 策略中允许 {1}。",
  "Allow {1} in the IAM policy of these credentials; where it has conditions, allow the names and types that the plan shows, and both CREATE and DELETE.":
    "请在这些凭证的 IAM 策略中允许 {1}；如果策略带有条件，请允许计划中所列的名称和类型，以及 CREATE 和 DELETE。",
  "The hosted zone {1} is the {2} zone {3}, not the public {4}.":
    "托管区域 {1} 是 {2} 区域 {3}，而不是公共区域 {4}。",
  "Set zoneId of this provider in the config to the id of the public zone {1}, or leave it out.":
    "请将配置中该服务商的 zoneId 设为公共区域 {1} 的 id，或不设置。",
  "A record set that shall change is protected: {1}": "要修改的记录集受保护：{1}",
  "Delete the protection with DeleteResourceRecordSetProtections, or ask whoever set it.":
    "请用 DeleteResourceRecordSetProtections 取消保护，或联系设置者。",
  "Route 53 takes {1} {2} in one batch, and this one would have {3}: what it deletes and what it creates. It was not sent.":
    "Route 53 一批最多接受 {1} {2}，而本批共有 {3}（删除和创建合计）。本批没有发送。",
  "Delete records at these names that nobody needs any more, then run the same command again.":
    "请删除这些名称下不再需要的记录，然后再次运行相同的命令。",
  "The {1} records at {2} are an alias or follow a routing policy, which is not ours to rewrite.":
    "{2} 的 {1} 记录是别名或使用路由策略，程序不会改写。",
  "Turn the {1} records at {2} into a simple record set in Route 53, or choose another sender domain.":
    "请在 Route 53 中将 {2} 的 {1} 记录改为简单记录集，或选择其他发信域名。",
} as const;
