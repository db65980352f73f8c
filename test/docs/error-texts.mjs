// The errors of `extensions.code` in English and Chinese: the source of the tables in docs/errors.md and of the texts of the console.
// The texts are Markdown, with links relative to docs/. The codes of `userErrors` are in src/graph/mutation/card-error-codes.ts.

/** Errors during execution. The errcodes of each follow from the table of errcodes. */
export const EXECUTION_ERRORS = {
  BAD_USER_INPUT: {
    meaning:
      'An argument is invalid. Either this server rejected it before any call and lists the problems in `extensions.problems`, or the platform rejected it with an errcode.',
    remedy: 'Fix the argument.',
    retry: 'no',
    zh: {
      meaning:
        '参数无效。可能是本服务器在任何调用之前拒绝了它，并在 `extensions.problems` 中列出问题；也可能是平台以 errcode 拒绝了它。',
      remedy: '更正该参数。',
    },
  },
  PLATFORM_REJECTED: {
    meaning: 'The platform rejected the call for another reason: see the errcode, which may not be listed here.',
    remedy: 'Find the errcode in the table above.',
    retry: 'no',
    zh: {
      meaning: '平台因其他原因拒绝了调用：见 errcode，它可能不在此列。',
      remedy: '在上表中查找该 errcode。',
    },
  },
  PLATFORM_UNAVAILABLE: {
    meaning:
      'The platform is busy or unreachable, or its response could not be parsed. With `extensions.retryAfter`: the circuit breaker is open because most recent calls failed.',
    remedy: 'Retry a little later.',
    retry: 'later',
    zh: {
      meaning:
        '平台繁忙、无法连接，或其响应无法解析。如果有 `extensions.retryAfter`：最近的大多数调用失败，熔断器已打开。',
      remedy: '稍后重试。',
    },
  },
  SERVER_OVERLOADED: {
    meaning:
      'More calls were requested for this account than the platform can process in time, or this server is overloaded ([operations.md](operations.md)). No call was made, except for a read whose large response exceeded the memory budget ([limits.md](limits.md)). For a mutation also: the audit log cannot be written, and nothing was changed ([audit.md](audit.md)). For an upload: too many are in flight ([pictures.md](pictures.md#large-request-bodies)).',
    remedy: 'Wait `extensions.retryAfter` seconds.',
    retry: 'later',
    zh: {
      meaning:
        '为该账号请求的调用多于平台能及时处理的数量，或本服务器过载（[operations.md](operations.md)）。没有发起任何调用，除非是响应过大、超出内存预算的读取（[limits.md](limits.md)）。对于变更操作，还可能是审计日志无法写入，此时没有任何更改（[audit.md](audit.md)）。对于上传：同时进行的上传过多（[pictures.md](pictures.md#large-request-bodies)）。',
      remedy: '等待 `extensions.retryAfter` 秒。',
    },
  },
  PLATFORM_TIMEOUT: {
    meaning:
      'The platform did not respond before the deadline of the request (REQUEST_TIMEOUT_MS in [config.md](config.md)). For a mutation: it was certainly not executed, and its idempotencyKey was released.',
    remedy: 'Retry a little later, or request less at once.',
    retry: 'later',
    zh: {
      meaning:
        '平台没有在请求的截止时间之前响应（[config.md](config.md) 中的 REQUEST_TIMEOUT_MS）。对于变更操作：它确定没有执行，其 idempotencyKey 已释放。',
      remedy: '稍后重试，或减少一次请求的内容。',
    },
  },
  PLATFORM_QUOTA_EXCEEDED: {
    meaning:
      "The account's quota per minute or per day for this call is used up. The server does not attempt that call until the quota resets.",
    remedy: 'Wait `extensions.retryAfter` seconds.',
    retry: 'later',
    zh: {
      meaning: '该账号对此调用的每分钟或每日配额已用完。在配额重置之前，服务器不再尝试该调用。',
      remedy: '等待 `extensions.retryAfter` 秒。',
    },
  },
  STATS_NOT_READY: {
    meaning: 'The platform has not yet published the statistics of these days.',
    remedy: 'Retry in a few hours.',
    retry: 'later',
    zh: {
      meaning: '平台尚未发布这些日期的统计数据。',
      remedy: '几小时后重试。',
    },
  },
  EVENTS_OFF: {
    meaning: 'The account receives no events: its token and key for them are not configured.',
    remedy:
      'Let the operator set `EVENTS_TOKEN` and `EVENTS_AES_KEY`, or `events` in `ACCOUNTS_FILE` ([events.md](events.md#setup)).',
    retry: 'no',
    zh: {
      meaning: '该账号不接收事件：没有配置事件所需的 token 和密钥。',
      remedy:
        '请运维人员设置 `EVENTS_TOKEN` 和 `EVENTS_AES_KEY`，或在 `ACCOUNTS_FILE` 中设置 `events`（[events.md](events.md#setup)）。',
    },
  },
  EVENTS_CURSOR_UNKNOWN: {
    meaning: 'The cursor is malformed, is one of another account, or the event log was emptied since it was returned.',
    remedy: 'Read again what matters, and continue without a cursor.',
    retry: 'no',
    zh: {
      meaning: '游标格式错误、属于另一个账号，或在它返回之后事件日志已被清空。',
      remedy: '重新读取所需的数据，然后不带游标继续。',
    },
  },
  EVENTS_CURSOR_EXPIRED: {
    meaning: 'Events after the cursor have been removed, because they were too old or too many.',
    remedy: 'Read again what they may have changed, and continue with the cursor in `extensions.cursor`.',
    retry: 'no',
    zh: {
      meaning: '该游标之后的事件因过旧或过多已被移除。',
      remedy: '重新读取这些事件可能改变的数据，然后从 `extensions.cursor` 中的游标继续。',
    },
  },
  ACTIVATION_TICKET_EXPIRED: {
    meaning: 'The activation ticket has expired, or its member was activated.',
    remedy: 'Let the user open the activation form again.',
    retry: 'no',
    zh: {
      meaning: '开卡票据已过期，或该会员已激活。',
      remedy: '请用户重新打开开卡表单。',
    },
  },
  ACCOUNT_NOT_AUTHORIZED: {
    meaning:
      "The merchant of the account has not authorized this server's third-party platform for this call, or no longer does. A mutation that fails with this code was certainly not executed, and its idempotencyKey was released.",
    remedy: 'Let the merchant authorize the account again.',
    retry: 'no',
    zh: {
      meaning:
        '该账号的商户没有为此调用授权本服务器的第三方平台，或已取消授权。以此错误码失败的变更操作确定没有执行，其 idempotencyKey 已释放。',
      remedy: '请商户重新授权该账号。',
    },
  },
  PLATFORM_CONFIG: {
    meaning:
      'The account is not configured for this call: credentials, IP whitelist, authorization. An operator has to fix it.',
    remedy: 'Give the operator the errcode and the rid.',
    retry: 'no',
    zh: {
      meaning: '该账号没有为此调用配置好：凭证、IP 白名单或授权。需要由运维人员解决。',
      remedy: '把 errcode 和 rid 告知运维人员。',
    },
  },
  IDEMPOTENCY_STORE_UNAVAILABLE: {
    meaning:
      'The records of idempotency keys cannot be read or written, or the record of this key is damaged or was written by a newer version of the server ([state.md](state.md)). This request sent no change to the platform.',
    remedy: 'Send the same again a little later.',
    retry: 'later',
    zh: {
      meaning:
        '幂等键的记录无法读取或写入，或该键的记录已损坏，或由较新版本的服务器写入（[state.md](state.md)）。此请求没有向平台发送任何变更。',
      remedy: '稍后再次发送同样的请求。',
    },
  },
  INTERNAL_SERVER_ERROR: {
    meaning: 'An internal error of this server. Its log has the details under the `x-request-id` of the response.',
    remedy: 'Give the operator the request id.',
    retry: 'no',
    zh: {
      meaning: '本服务器的内部错误。服务器日志中以响应的 `x-request-id` 记录了详情。',
      remedy: '把请求 ID 告知运维人员。',
    },
  },
};

/** Errors of requests that are rejected before execution, with their HTTP statuses. */
export const REJECTIONS = {
  UNAUTHENTICATED: {
    status: '401',
    meaning: 'The credential is missing or invalid.',
    remedy: 'Send the one that `www-authenticate` names.',
    retry: 'no',
    zh: {
      meaning: '凭证缺失或无效。',
      remedy: '发送 `www-authenticate` 指明的凭证。',
    },
  },
  FORBIDDEN: {
    status: '403',
    meaning:
      'x-wechat-appid names an account that the caller may not use. For a missing scope, the error is at the path of the field and the status is 200. Also: the server listens on loopback, and the host name of the request is neither a loopback name nor in `ALLOWED_HOSTS`.',
    remedy: 'Use another account, or obtain the scope. Use `localhost`, or add the host name to `ALLOWED_HOSTS`.',
    retry: 'no',
    zh: {
      meaning:
        'x-wechat-appid 指定了调用方无权使用的账号。如果缺少权限范围，错误位于该字段的路径，状态码为 200。另外：服务器监听回环地址，而请求的主机名既不是回环名称，也不在 `ALLOWED_HOSTS` 中。',
      remedy: '使用其他账号，或取得该权限范围。使用 `localhost`，或把主机名加入 `ALLOWED_HOSTS`。',
    },
  },
  ACCOUNT_REQUIRED: {
    status: '403',
    meaning: 'The caller may not use any account of this server.',
    remedy: 'Obtain access to an account.',
    retry: 'no',
    zh: {
      meaning: '调用方无权使用本服务器的任何账号。',
      remedy: '取得某个账号的使用权。',
    },
  },
  ACCOUNT_NOT_AUTHORIZED: {
    status: '403',
    meaning:
      'The merchant of the account has withdrawn its authorization. Also the end of an open subscription of the account.',
    remedy: 'Let the merchant authorize the account again, or use another account.',
    retry: 'no',
    zh: {
      meaning: '该账号的商户已取消授权。该账号打开的订阅也会因此结束。',
      remedy: '请商户重新授权该账号，或使用其他账号。',
    },
  },
  RATE_LIMITED: {
    status: '429',
    meaning:
      'The caller, or all callers of the account together, exceeded their requests per minute. At the path of a field: too many look-ups of codes that found nothing, or of one code ([limits.md](limits.md)).',
    remedy: 'Wait for the number of seconds in `retry-after`.',
    retry: 'later',
    zh: {
      meaning:
        '调用方，或该账号的所有调用方合计，超出了每分钟的请求数。位于字段的路径时：查询券码而没有结果的次数过多，或对同一券码查询过多（[limits.md](limits.md)）。',
      remedy: '等待 `retry-after` 中的秒数。',
    },
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: '429',
    meaning:
      'The caller, the account or this process has as many open subscriptions as `LIMIT_SUBSCRIPTIONS_CALLER`, `LIMIT_SUBSCRIPTIONS_ACCOUNT` or `LIMIT_SUBSCRIPTIONS_PROCESS`.',
    remedy: 'Close one, or wait for the number of seconds in `retry-after`.',
    retry: 'later',
    zh: {
      meaning:
        '调用方、账号或本进程打开的订阅数已达到 `LIMIT_SUBSCRIPTIONS_CALLER`、`LIMIT_SUBSCRIPTIONS_ACCOUNT` 或 `LIMIT_SUBSCRIPTIONS_PROCESS`。',
      remedy: '关闭一个订阅，或等待 `retry-after` 中的秒数。',
    },
  },
  SERVER_LEAVING: {
    status: '503',
    meaning: 'The server is shutting down and starts no subscriptions. Also the end of an open one.',
    remedy: 'Subscribe again, after `extensions.cursor` if there is one.',
    retry: 'later',
    zh: {
      meaning: '服务器正在关闭，不再开始新的订阅。已打开的订阅也会因此结束。',
      remedy: '重新订阅；如果有 `extensions.cursor`，从它之后继续。',
    },
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    status: '400',
    meaning: 'The operation is not in the persisted operations manifest, by its id or its text.',
    remedy: 'Add it, or send it exactly as it is in the manifest: [persisted-operations.md](persisted-operations.md).',
    retry: 'no',
    zh: {
      meaning: '按 ID 或按文本，该操作都不在持久化操作的清单中。',
      remedy: '把它加入清单，或严格按清单中的原文发送：[persisted-operations.md](persisted-operations.md)。',
    },
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: '200',
    meaning: 'The server has no text for this hash of an automatic persisted query.',
    remedy: 'Send the text with the hash, once.',
    retry: 'yes',
    zh: {
      meaning: '服务器没有此自动持久化查询哈希的文本。',
      remedy: '把文本与哈希一起发送一次。',
    },
  },
  OPERATION_TOO_DEEP: {
    status: '400',
    meaning: 'Fields are nested deeper than `LIMIT_DEPTH`.',
    remedy: 'Split the operation.',
    retry: 'no',
    zh: {
      meaning: '字段的嵌套深度超过 `LIMIT_DEPTH`。',
      remedy: '拆分该操作。',
    },
  },
  OPERATION_TOO_COMPLEX: {
    status: '400',
    meaning:
      'The operation could need more upstream calls than `LIMIT_COST` or return more fields than `LIMIT_FIELDS`, its response exceeded `LIMIT_RESPONSE_BYTES`, it repeats fields too often, or it has more than a hundred fragments.',
    remedy: 'Request smaller pages, a shorter range, or fewer fields per entry.',
    retry: 'no',
    zh: {
      meaning:
        '该操作可能需要的上游调用多于 `LIMIT_COST`，或可能返回的字段多于 `LIMIT_FIELDS`；或其响应超过 `LIMIT_RESPONSE_BYTES`，或重复字段过多，或片段多于一百个。',
      remedy: '请求较小的分页、较短的范围，或减少每个条目的字段。',
    },
  },
  TOO_MANY_TOKENS: {
    status: '400',
    meaning: 'The operation has more tokens than `LIMIT_TOKENS`.',
    remedy: 'Use fragments for repeated selections, or split the operation.',
    retry: 'no',
    zh: {
      meaning: '该操作的词法单元多于 `LIMIT_TOKENS`。',
      remedy: '用片段表示重复的选择集，或拆分该操作。',
    },
  },
  TOO_MANY_ALIASES: {
    status: '400',
    meaning: 'The operation has more aliases than `LIMIT_ALIASES`. Those of a fragment count at each spread.',
    remedy: 'Split the operation.',
    retry: 'no',
    zh: {
      meaning: '该操作的别名多于 `LIMIT_ALIASES`。片段中的别名在每次展开时都计数。',
      remedy: '拆分该操作。',
    },
  },
  TOO_MANY_DIRECTIVES: {
    status: '400',
    meaning: 'The operation has more directives than `LIMIT_DIRECTIVES`, counted in the same way.',
    remedy: 'Remove directives that have no effect.',
    retry: 'no',
    zh: {
      meaning: '该操作的指令多于 `LIMIT_DIRECTIVES`，计数方式相同。',
      remedy: '移除没有作用的指令。',
    },
  },
  TOO_MANY_ROOT_FIELDS: {
    status: '400',
    meaning:
      'More root fields than `LIMIT_ROOT_FIELDS`, more mutations than `LIMIT_MUTATIONS`, or more irreversible mutations than `LIMIT_IRREVERSIBLE`.',
    remedy: 'Split the operation.',
    retry: 'no',
    zh: {
      meaning:
        '根字段多于 `LIMIT_ROOT_FIELDS`，变更操作多于 `LIMIT_MUTATIONS`，或不可撤销的变更操作多于 `LIMIT_IRREVERSIBLE`。',
      remedy: '拆分该操作。',
    },
  },
  TOO_MANY_REPRESENTATIONS: {
    status: '400',
    meaning: 'A router requested more references in one operation than `LIMIT_REPRESENTATIONS`.',
    remedy: 'Request smaller pages, or raise the limit for this router.',
    retry: 'no',
    zh: {
      meaning: '路由器在一个操作中请求的引用多于 `LIMIT_REPRESENTATIONS`。',
      remedy: '请求较小的分页，或为该路由器提高此限制。',
    },
  },
  BODY_TOO_LARGE: {
    status: '413',
    meaning:
      'The body is larger than `LIMIT_BODY_BYTES`, or larger than 1 MiB and the caller does not have the scope `card:write`.',
    remedy: 'Send a smaller body, or obtain the scope ([pictures.md](pictures.md#large-request-bodies)).',
    retry: 'no',
    zh: {
      meaning: '请求体大于 `LIMIT_BODY_BYTES`，或大于 1 MiB 而调用方没有权限范围 `card:write`。',
      remedy: '发送较小的请求体，或取得该权限范围（[pictures.md](pictures.md#large-request-bodies)）。',
    },
  },
  BAD_REQUEST: {
    status: '400, 404, 405, 406, 408, 415, 431',
    meaning:
      'The request is not a valid GraphQL request: malformed JSON, an unsupported content type, charset, method or path, a compressed body, oversized headers, a mutation, a code or an openid by GET, or a GET that any web page could send.',
    remedy: 'Send JSON by POST.',
    retry: 'no',
    zh: {
      meaning:
        '请求不是有效的 GraphQL 请求：JSON 格式错误，内容类型、字符集、方法或路径不受支持，请求体经过压缩，请求头过大，以 GET 发送变更操作、券码或 openid，或任何网页都能发出的 GET 请求。',
      remedy: '以 POST 发送 JSON。',
    },
  },
  GRAPHQL_PARSE_FAILED: {
    status: '400',
    meaning: 'The text is not valid GraphQL.',
    remedy: 'Fix the syntax.',
    retry: 'no',
    zh: {
      meaning: '文本不是有效的 GraphQL。',
      remedy: '更正语法。',
    },
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: '400',
    meaning: 'The operation is not valid against the schema.',
    remedy: 'Fix the operation.',
    retry: 'no',
    zh: {
      meaning: '该操作不符合 schema。',
      remedy: '更正该操作。',
    },
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: '400',
    meaning: 'The document has several operations and operationName names none of them.',
    remedy: 'Set operationName.',
    retry: 'no',
    zh: {
      meaning: '文档中有多个操作，而 operationName 没有指定其中任何一个。',
      remedy: '设置 operationName。',
    },
  },
  INTERNAL_SERVER_ERROR: {
    status: '500, 503',
    meaning: 'An internal error of this server. With 503, the caller cannot be authenticated at the moment.',
    remedy: 'Give the operator the request id.',
    retry: 'later',
    zh: {
      meaning: '本服务器的内部错误。状态码为 503 时，暂时无法验证调用方的身份。',
      remedy: '把请求 ID 告知运维人员。',
    },
  },
};

/** Errors of the reverse proxy in deploy/. */
export const PROXY_ERRORS = {
  BAD_GATEWAY: {
    status: '502, 503, 504',
    meaning:
      'The error comes from the nginx in [deploy/nginx.conf](../deploy/nginx.conf), not from the server: no replica could be reached, or none responded in time. Whether a mutation took effect is unknown.',
    remedy: 'Wait `extensions.retryAfter` seconds and send it again with the same `idempotencyKey`.',
    retry: 'later',
    zh: {
      meaning:
        '错误来自 [deploy/nginx.conf](../deploy/nginx.conf) 中的 nginx，而不是服务器：没有可以连接的副本，或没有副本及时响应。变更操作是否生效未知。',
      remedy: '等待 `extensions.retryAfter` 秒，然后用同样的 `idempotencyKey` 再次发送。',
    },
  },
};
