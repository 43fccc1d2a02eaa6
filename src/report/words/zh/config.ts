/** What is wrong with a setting: clauses that stand behind the place where it was given. */
export const CONFIG = {
  "The configuration is not valid": "配置无效",
  "{1}: {2}": "{1}：{2}",
  "{1}{2}.": "{1}{2}。",
  " (and {1} more {2})": "（另有 {1} {2}）",
  problem: "处错误",
  problems: "处错误",
  "Correct {1}; the command's own {2} lists its options.": "请修正 {1}；该命令的 {2} 列出了全部选项。",
  "Correct or unset {1}.": "请修正或取消设置 {1}。",
  "Correct the config file; config.example.yaml shows every setting once.":
    "请修正配置文件；config.example.yaml 中列出了每一项设置。",
  "Correct the config that the program gives; its type `ConfigFile` has every setting.":
    "请修正程序传入的配置；其类型 `ConfigFile` 中列出了每一项设置。",
  "Correct it; docs/library.md says what is given.": "请修正；可传入的内容见 docs/library.md。",
  "must be text, a number, true, false, or a list of these":
    "必须是文本、数字、true、false 或由它们组成的列表",
  "there is no such member{1}": "没有此成员{1}",
  ' (did you mean "{1}"?)': "（是否指“{1}”？）",
  '"{1}" is not one of {2}{3}': "“{1}”不在可选值 {2} 之中{3}",
  '"{1}" is not one of {2}': "“{1}”不在可选值 {2} 之中",
  '"{1}" is not one of 1024, 2048': "“{1}”不是 1024 或 2048",
  '"{1}" is not {2}': "“{1}”不符合要求：{2}",
  '"{1}" is not a plan hash (sha256: and three groups of hexadecimal digits, as `plan` prints it)':
    "“{1}”不是计划哈希（由 sha256: 和三组十六进制数字组成，即 `plan` 输出的内容）",
  '"{1}" has a path; a whole host is allowed, or none': "“{1}”带有路径；只能允许整个主机",
  '"{1}" has a *; each host is allowed by its name': "“{1}”带有 *；须逐个写出允许的主机名",
  '"{1}" is not an IPv4 or IPv6 address': "“{1}”不是 IPv4 或 IPv6 地址",
  '"{1}" is not a whole number from {2} to {3}': "“{1}”不是 {2} 到 {3} 之间的整数",
  '"{1}" has another character than letters, digits, spaces and +-=._:/@':
    "“{1}”含有字母、数字、空格和 `+-=._:/@` 以外的字符",
  '"{1}" is too long: a key has up to 255 characters, a value up to 127':
    "“{1}”过长：键最多 255 个字符，值最多 127 个字符",
  '"{1}" has a key that begins like Tencent Cloud\'s own (qcloud, tencent, project)':
    "“{1}”的键以腾讯云保留的前缀（qcloud、tencent、project）开头",
  '"{1}" is neither true nor false': "“{1}”既不是 true 也不是 false",
  "it is empty": "内容为空",
  "no such setting{1}": "没有此设置{1}",
  "the URL {1}": "该 URL 有误：{1}",
  "{1} needs the setting {2}, and no variable gives it": "{1} 需要设置 {2}，且没有环境变量给出它",
  "the URL leads to {1}, which is none of {2}'s own hosts, and credentials go there":
    "该 URL 指向 {1}，它不是 {2} 自己的主机，而凭证会发送到那里",
  " (it knows {1})": "（可选：{1}）",
  " (it knows {1}, modules and packages)": "（可选：{1}、模块和软件包）",
  'unknown key "{1}" in {2}{3}': "{2} 中有未知的键“{1}”{3}",
  "the config": "配置",
  "a mapping (key: value)": "映射（`key: value`）",
  "a list": "列表",
  text: "文本",
  "a number": "数字",
  "a whole number": "整数",
  "is missing": "缺失",
  "must be {1}": "必须是 {1}",
  "must be one of {1}": "必须是以下之一：{1}",
  "must not be empty": "不能为空",
  "must be at least {1}": "不能小于 {1}",
  "must be at most {1}": "不能大于 {1}",
  'no provider is called "{1}"{2}': "没有名为“{1}”的服务商{2}",
  ': no record type is called "{1}"{2}': "：没有记录类型“{1}”{2}",
  ': "{1}" is no domain name': "：“{1}”不是域名",
  '"{1}" is not TYPE:NAME, like TXT:_dmarc.mail.example.com{2}':
    "“{1}”不是 `TYPE:NAME` 的形式，例如 `TXT:_dmarc.mail.example.com`{2}",
  "what it names {1}": "它所指定的内容有误：{1}",
  "it is not set, but {1} to get keys by is": "它没有设置，而用于获取密钥的 {1} 已设置",
  "a role's keys live {1} hours at most, so a run by a role can wait no longer than {2}m":
    "角色的临时密钥最多有效 {1} 小时，因此使用角色运行时最多等待 {2} 分钟",
  'the tag "{1}" is given twice': "标签“{1}”重复给出",
  "more than {1} tags are given": "给出的标签超过 {1} 个",
  'the site {1} has SES in {2} and not in "{3}"{4}': "站点 {1} 的 SES 地域为 {2}，不包括“{3}”{4}",
  "The folder {1} holds no list of domains: no *.yaml, no *.yml.":
    "文件夹 {1} 中没有域名列表：没有 `*.yaml` 或 `*.yml` 文件。",
  "Put a list into it, like `- mail.example.com` in {1}.":
    "请在其中放入列表，例如在 {1} 中写 `- mail.example.com`。",
  "The list of domains {1} has {2} entries, and {3} are the most.":
    "域名列表 {1} 有 {2} 项，最多允许 {3} 项。",
  "Make several lists of it, and a command for each.": "请拆分为多个列表，每个列表运行一次命令。",
  "this is neither a domain name nor a mapping with the key domain":
    "此处既不是域名，也不是带有键 domain 的映射",
  "{1} stands there already, as number {2}": "{1} 已在列表中，是第 {2} 项",
  'a provider can\'t be called "auto", which means "recognise it"':
    "服务商不能命名为“auto”，该名称表示自动识别",
  'a provider can\'t be called "{1}"': "服务商不能命名为“{1}”",
  "this type {1}": "该类型有误：{1}",
  'unknown provider type "{1}"{2}': "未知的服务商类型“{1}”{2}",
  "{1} must be text, { env: NAME } or { file: PATH }": "{1} 必须是文本、`{ env: NAME }` 或 `{ file: PATH }`",
  "the library has no such option{1}": "程序库没有此选项{1}",
  "the library has no rehearsal of its own": "程序库没有自带的演练功能",
  "{1} and {2}_FILE are both set; which of them counts is not for us to guess":
    "{1} 和 {2}_FILE 同时设置，无法判断以哪一个为准",
  "the secret file {1} {2}": "密钥文件 {1} 有误：{2}",
  "the secret in {1} {2}": "{1} 中的密钥有误：{2}",
  "The {1} {2} is {3}.": "{1} {2} 无法读取：{3}。",
  "Name another file with {1}, or make several of this one.":
    "请用 {1} 指定另一个文件，或将此文件拆分为多个。",
  "There is no {1} at {2} ({3}).": "{2} 处没有 {1}（{3}）。",
  "The {1} {2} can't be read ({3}).": "无法读取 {1} {2}（{3}）。",
  "Name a file with {1} that is there; a relative path starts where the command runs.":
    "请用 {1} 指定一个存在的文件；相对路径以运行命令的目录为起点。",
  "{1}: nothing came out of this pipe for {2} s": "{1}：此管道在 {2} 秒内没有送出任何内容",
  "{1}: it is a link that leads nowhere": "{1}：它是没有目标的链接",
  "Name another file with {1}, or mend what stands there.": "请用 {1} 指定另一个文件，或修复该处的文件。",
  "Name a file with {1} that this user may read.": "请用 {1} 指定一个当前用户可以读取的文件。",
  "its aliases name no anchor, or multiply beyond measure": "其中的 YAML 别名没有对应的锚点，或展开后过大",
  "{1} hold different values; set one of them": "{1} 的值不一致，请只设置其中一个",
  "the profile file {1}": "凭证文件有误：{1}",
} as const;
