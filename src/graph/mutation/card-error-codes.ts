/** Whether an unchanged retry can succeed. */
export type RetryAdvice = 'no' | 'yes' | 'later';

interface CodeFacts {
  /** The description in the schema. */
  readonly meaning: string;
  /** How the caller resolves the error. */
  readonly remedy: string;
  readonly retry: RetryAdvice;
  /** The same texts in Chinese. */
  readonly zh: { readonly meaning: string; readonly remedy: string };
}

/** The table of every CardErrorCode: the source of the enum, the userErrors, docs/errors.md and the texts of the console. */
export const CARD_ERROR_CODES = {
  INVALID_INPUT: {
    meaning: 'A value is not valid for its field.',
    remedy: 'Correct the named field.',
    retry: 'no',
    zh: {
      meaning: '字段的值无效。',
      remedy: '更正所指出的字段。',
    },
  },
  FIELD_TOO_LONG: {
    meaning: 'A text exceeds its limit. Limits count UTF-8 bytes: a Chinese character has three.',
    remedy: 'Shorten the named field.',
    retry: 'no',
    zh: {
      meaning: '文本超出长度限制。长度按 UTF-8 字节计算：一个汉字占三个字节。',
      remedy: '缩短所指出的字段。',
    },
  },
  FIELD_NOT_UPDATABLE: {
    meaning:
      'The field cannot be changed after the card was created, such as the title of a card that is not a member card.',
    remedy: 'Omit the field.',
    retry: 'no',
    zh: {
      meaning: '该字段在卡券创建之后不能修改，例如非会员卡的卡券标题。',
      remedy: '不要传入该字段。',
    },
  },
  TOO_MANY_ITEMS: {
    meaning: 'A list has more entries than the platform accepts, or a member card more than three fields on its front.',
    remedy: 'Send fewer of them.',
    retry: 'no',
    zh: {
      meaning: '列表的条目数超过平台允许的数量，或会员卡正面的字段多于三个。',
      remedy: '减少条目。',
    },
  },
  CONFLICTING_FIELDS: {
    meaning: 'Two fields exclude each other.',
    remedy: 'Send only one of them.',
    retry: 'no',
    zh: {
      meaning: '两个字段互相排斥。',
      remedy: '只传入其中一个。',
    },
  },
  CONTENT_REJECTED: {
    meaning: "The platform's content check rejected a text or an image.",
    remedy: 'Change the text or the image.',
    retry: 'no',
    zh: {
      meaning: '平台的内容检查没有通过某段文本或某张图片。',
      remedy: '更换该文本或图片。',
    },
  },
  WRONG_CARD_TYPE: {
    meaning: 'The field or the mutation does not apply to this card type.',
    remedy: "Query the card's type and send the fields of that type.",
    retry: 'no',
    zh: {
      meaning: '该字段或变更操作不适用于这种类型的卡券。',
      remedy: '查询卡券的类型，并传入该类型的字段。',
    },
  },
  INVALID_VALIDITY: {
    meaning:
      'The validity period of a new card must end in the future and after it begins. The period of an existing card can only be extended, and only if it is a fixed range.',
    remedy:
      'For a new card, send an end that is later. For an existing one, send a start that is not later and an end that is not earlier than the current ones.',
    retry: 'no',
    zh: {
      meaning: '新卡券的有效期必须在未来结束，且结束时间晚于开始时间。已有卡券的有效期只能扩大，而且只限固定日期区间。',
      remedy: '新卡券：传入更晚的结束时间。已有卡券：传入不晚于当前值的开始时间和不早于当前值的结束时间。',
    },
  },
  SETTING_IRREVERSIBLE: {
    meaning: 'The setting cannot be turned off again.',
    remedy: 'Omit the field.',
    retry: 'no',
    zh: {
      meaning: '该设置开启之后不能再关闭。',
      remedy: '不要传入该字段。',
    },
  },
  CARD_NOT_FOUND: {
    meaning: 'The account has no card with this id.',
    remedy: 'Check the id and the account.',
    retry: 'no',
    zh: {
      meaning: '该账号没有此 ID 的卡券。',
      remedy: '检查 ID 和账号。',
    },
  },
  CODE_NOT_FOUND: {
    meaning:
      'The code does not exist: it was never issued, is not claimed yet, or was given away. Custom codes are found only with their card.',
    remedy: 'Check the code, and send `cardId` with it.',
    retry: 'no',
    zh: {
      meaning: '券码不存在：从未发放、尚未领取，或已转赠。自定义 code 必须连同卡券一起查询。',
      remedy: '检查券码，并同时传入 `cardId`。',
    },
  },
  RULE_NOT_FOUND: {
    meaning: 'The account has no pay-gift rule with this id.',
    remedy: 'Check the id.',
    retry: 'no',
    zh: {
      meaning: '该账号没有此 ID 的支付即会员规则。',
      remedy: '检查 ID。',
    },
  },
  MEMBER_NOT_FOUND: {
    meaning: 'No user holds the member card with this code.',
    remedy: 'Check the card and the code.',
    retry: 'no',
    zh: {
      meaning: '没有用户持有此 code 的会员卡。',
      remedy: '检查卡券和 code。',
    },
  },
  MERCHANT_NOT_FOUND: {
    meaning: 'The merchant id does not exist.',
    remedy: 'Check the merchant id.',
    retry: 'no',
    zh: {
      meaning: '商户号不存在。',
      remedy: '检查商户号。',
    },
  },
  REVIEW_REQUIRED: {
    meaning: 'The change would send the card back to review, and `allowReview` is false.',
    remedy: 'Omit the named fields, or set `allowReview` to true.',
    retry: 'no',
    zh: {
      meaning: '该修改会使卡券重新提审，而 `allowReview` 为 false。',
      remedy: '不要传入所指出的字段，或把 `allowReview` 设为 true。',
    },
  },
  CARD_STATUS_CONFLICT: {
    meaning: "The card's status does not allow the change, for example because the card is deleted.",
    remedy: "Query the card's status.",
    retry: 'no',
    zh: {
      meaning: '卡券的状态不允许该修改，例如卡券已删除。',
      remedy: '查询卡券的状态。',
    },
  },
  CARD_NOT_CHANGEABLE: {
    meaning: "The card cannot be changed while an advertisement or a friends' voucher uses it.",
    remedy: 'Change another card.',
    retry: 'no',
    zh: {
      meaning: '卡券正被广告或朋友的券使用，期间不能修改。',
      remedy: '改为修改其他卡券。',
    },
  },
  CODE_NOT_REDEEMABLE: {
    meaning:
      'The code cannot be redeemed now: it was given away or deleted, is expired or unavailable, or is outside its validity period.',
    remedy: "Query the code's status.",
    retry: 'no',
    zh: {
      meaning: '券码现在不可核销：已转赠、已删除、已过期、已失效，或不在有效期内。',
      remedy: '查询券码的状态。',
    },
  },
  CODE_ALREADY_REDEEMED: {
    meaning: 'The code has already been redeemed.',
    remedy: 'None: a code can be redeemed only once.',
    retry: 'no',
    zh: {
      meaning: '券码已经核销。',
      remedy: '无法处理：一个券码只能核销一次。',
    },
  },
  CODE_STATUS_CONFLICT: {
    meaning: "The code's status does not allow the change.",
    remedy: "Query the code's status.",
    retry: 'no',
    zh: {
      meaning: '券码的状态不允许该修改。',
      remedy: '查询券码的状态。',
    },
  },
  CODE_ALREADY_EXISTS: {
    meaning: 'The new code is already in use.',
    remedy: 'Choose another code.',
    retry: 'no',
    zh: {
      meaning: '新的 code 已被使用。',
      remedy: '换一个 code。',
    },
  },
  STOCK_OUT_OF_RANGE: {
    meaning: 'The stock would leave the range from 0 to 100,000,000, or conflict with the number of deposited codes.',
    remedy: "Query the card's stock and send a smaller change.",
    retry: 'no',
    zh: {
      meaning: '库存会超出 0 到 100,000,000 的范围，或与已导入的 code 数量不符。',
      remedy: '查询卡券的库存，并传入较小的变更量。',
    },
  },
  STOCK_CHANGED: {
    meaning: 'The stock is not equal to `expectedQuantity`.',
    remedy: "Query the card's stock, decide again, and send the change with a new `idempotencyKey`.",
    retry: 'no',
    zh: {
      meaning: '库存不等于 `expectedQuantity`。',
      remedy: '查询卡券的库存，重新决定，并用新的 `idempotencyKey` 发送变更。',
    },
  },
  MERCHANT_MISMATCH: {
    meaning: 'The card and the merchant id belong to different legal entities.',
    remedy: 'Use a merchant id of the same legal entity.',
    retry: 'no',
    zh: {
      meaning: '卡券和商户号属于不同的主体。',
      remedy: '使用同一主体的商户号。',
    },
  },
  MERCHANT_NOT_BOUND: {
    meaning: 'The merchant id is not bound to this account, or another account created the card.',
    remedy: 'Bind the merchant id, or use the account that created the card.',
    retry: 'no',
    zh: {
      meaning: '商户号没有绑定到该账号，或卡券由另一个账号创建。',
      remedy: '绑定商户号，或使用创建该卡券的账号。',
    },
  },
  MERCHANT_OCCUPIED: {
    meaning: 'The merchant id is in use by another account or rule.',
    remedy: 'Delete the rule that occupies the merchant id.',
    retry: 'no',
    zh: {
      meaning: '商户号已被其他账号或规则占用。',
      remedy: '删除占用该商户号的规则。',
    },
  },
  NOT_A_MEMBER_CARD: {
    meaning: 'A pay-gift rule can only give a member card.',
    remedy: 'Send the id of a member card.',
    retry: 'no',
    zh: {
      meaning: '支付即会员规则只能投放会员卡。',
      remedy: '传入会员卡的 ID。',
    },
  },
  RULE_EXPIRED: {
    meaning: 'The pay-gift rule has ended.',
    remedy: 'Add a new rule.',
    retry: 'no',
    zh: {
      meaning: '支付即会员规则已经结束。',
      remedy: '添加新的规则。',
    },
  },
  RULE_STATUS_CONFLICT: {
    meaning: "The pay-gift rule's status does not allow the change.",
    remedy: "Query the rule's status.",
    retry: 'no',
    zh: {
      meaning: '支付即会员规则的状态不允许该修改。',
      remedy: '查询规则的状态。',
    },
  },
  RULE_NOT_CREATED: {
    meaning: 'The platform excluded every merchant, so no rule was created.',
    remedy: 'See `failedMerchants` for the reasons.',
    retry: 'no',
    zh: {
      meaning: '平台排除了所有商户号，因此没有创建规则。',
      remedy: '原因见 `failedMerchants`。',
    },
  },
  ACTIVATION_REQUIRED: {
    meaning: 'One-tap activation is not enabled on the member card.',
    remedy: 'Set `wxActivate` with `updateCard` first.',
    retry: 'no',
    zh: {
      meaning: '会员卡没有启用一键激活。',
      remedy: '先用 `updateCard` 设置 `wxActivate`。',
    },
  },
  NOT_PERMITTED: {
    meaning: 'The account lacks a privilege that the call requires.',
    remedy: "Apply for the privilege on the platform's console.",
    retry: 'no',
    zh: {
      meaning: '账号缺少该调用所需的权限。',
      remedy: '在公众平台申请该权限。',
    },
  },
  PAYMENT_NOT_ENABLED: {
    meaning: 'WeChat Pay is not enabled for the merchant.',
    remedy: 'Enable WeChat Pay for the account.',
    retry: 'no',
    zh: {
      meaning: '商户没有开通微信支付。',
      remedy: '为该账号开通微信支付。',
    },
  },
  FEATURE_SUSPENDED: {
    meaning: 'The platform has suspended the feature.',
    remedy: "Contact the platform's support about its return.",
    retry: 'later',
    zh: {
      meaning: '平台已暂停该功能。',
      remedy: '向平台客服咨询何时恢复。',
    },
  },
  CODE_MODE_MISMATCH: {
    meaning:
      "The card's `codeMode` does not allow the mutation: a code was sent, or was not sent, contrary to it, or the card is handed out in a way that " +
      'its mode does not have.',
    remedy:
      "Query the card's `codeMode`. Send a code only for `CUSTOM`, deposit codes only for `DEPOSITED`, and put cards on landing pages only if the " +
      'mode is not `CUSTOM`.',
    retry: 'no',
    zh: {
      meaning:
        '卡券的 `codeMode` 不允许该变更操作：传入或没有传入 code 与该模式不符，或卡券的投放方式是该模式所没有的。',
      remedy:
        '查询卡券的 `codeMode`。只对 `CUSTOM` 传入 code，只对 `DEPOSITED` 导入 code，只有模式不是 `CUSTOM` 的卡券才能放到卡券货架上。',
    },
  },
  LOCATION_REQUIRED: {
    meaning: 'The card must have a shop first.',
    remedy: 'Set `locationIds` with `updateCard`, then send the same again.',
    retry: 'no',
    zh: {
      meaning: '卡券必须先有适用门店。',
      remedy: '用 `updateCard` 设置 `locationIds`，然后再次发送同样的请求。',
    },
  },
  LINK_NOT_ALLOWED: {
    meaning: 'The platform does not accept a link to a web page here.',
    remedy: 'Send a page in a mini program instead.',
    retry: 'no',
    zh: {
      meaning: '平台不接受在此处使用网页链接。',
      remedy: '改为传入小程序页面。',
    },
  },
  TOO_FREQUENT: {
    meaning: 'The member was changed a moment before.',
    remedy: 'Retry in the next minute.',
    retry: 'later',
    zh: {
      meaning: '该会员刚刚被更新过。',
      remedy: '在下一分钟重试。',
    },
  },
  REDEEM_LIMIT_REACHED: {
    meaning: "The user has redeemed as many codes of the card as the card's `redeemLimit` allows.",
    remedy: "Query the card's `redeemLimit`. It cannot be changed.",
    retry: 'no',
    zh: {
      meaning: '该用户核销此卡券的数量已达到卡券的 `redeemLimit`。',
      remedy: '查询卡券的 `redeemLimit`。它不能修改。',
    },
  },
  MEMBER_ALREADY_ACTIVE: {
    meaning: 'The member card with this code is already active.',
    remedy: 'Query the member. To replace its data, set `overwrite` to true.',
    retry: 'no',
    zh: {
      meaning: '此 code 的会员卡已经激活。',
      remedy: '查询该会员。要替换其数据，把 `overwrite` 设为 true。',
    },
  },
  ACCOUNT_NOT_AUTHORIZED: {
    meaning: 'The account no longer authorizes this server to act for it.',
    remedy: 'Let the merchant authorize the account again.',
    retry: 'no',
    zh: {
      meaning: '该账号不再授权本服务器代为操作。',
      remedy: '请商户重新授权该账号。',
    },
  },
  INVALID_DATE_RANGE: {
    meaning: 'The date range is not valid for statistics: it must end before today, in China Standard Time.',
    remedy: 'Send a range that ends yesterday or earlier.',
    retry: 'no',
    zh: {
      meaning: '日期范围对统计无效：它必须在今天（北京时间）之前结束。',
      remedy: '传入在昨天或更早结束的范围。',
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
  IDEMPOTENCY_KEY_REUSED: {
    meaning: 'The key was used with another input.',
    remedy:
      'Use a new key for a new change. If the message names an earlier version of Cardgraph, read the object first: the change may have taken effect.',
    retry: 'no',
    zh: {
      meaning: '该幂等键已用于另一个输入。',
      remedy: '新的变更请使用新的键。如果消息提到 Cardgraph 的较早版本，请先读取对象：变更可能已经生效。',
    },
  },
  IDEMPOTENCY_KEY_IN_USE: {
    meaning: 'The first request with this key is still running.',
    remedy: 'Retry the same request in a moment.',
    retry: 'yes',
    zh: {
      meaning: '使用该幂等键的第一个请求仍在执行。',
      remedy: '稍等片刻，重试同样的请求。',
    },
  },
  OUTCOME_UNKNOWN: {
    meaning:
      "The platform's response was lost, and it could not be determined whether the change took effect. Some changes can be read back, others cannot.",
    remedy:
      'With an `idempotencyKey`, retry the same request: it never applies a change twice that must not be repeated. It reads back if a read shows ' +
      'the change. Otherwise it sends a harmless change again, and never a landing page. Without a key, read the object first, if a read shows it.',
    retry: 'yes',
    zh: {
      meaning: '平台的响应丢失，无法确定变更是否已生效。有些变更可以回读，有些不能。',
      remedy:
        '如有 `idempotencyKey`，重试同样的请求：不得重复的变更绝不会生效两次。如果可以读到变更，服务器会回读；否则只会再次发送无害的变更，绝不会再次创建卡券货架。如果没有幂等键，而变更可以读到，请先读取对象。',
    },
  },
  PLATFORM_REJECTED: {
    meaning: 'The platform rejected the call for a reason that has no CardErrorCode: see `errcode` and `errmsg`.',
    remedy: "Look up the errcode in the platform's documentation.",
    retry: 'no',
    zh: {
      meaning: '平台拒绝了调用，其原因没有对应的 CardErrorCode：见 `errcode` 和 `errmsg`。',
      remedy: '在平台的文档中查找该 errcode。',
    },
  },
  PLATFORM_UNAVAILABLE: {
    meaning: 'The platform is busy or unreachable.',
    remedy: 'Send the same again a little later.',
    retry: 'later',
    zh: {
      meaning: '平台繁忙或无法连接。',
      remedy: '稍后再次发送同样的请求。',
    },
  },
  PLATFORM_TIMEOUT: {
    meaning: 'The platform did not respond in time.',
    remedy: 'Send the same again a little later.',
    retry: 'later',
    zh: {
      meaning: '平台没有及时响应。',
      remedy: '稍后再次发送同样的请求。',
    },
  },
  PLATFORM_QUOTA_EXCEEDED: {
    meaning: "The account's quota for this call, per minute or per day, is exhausted.",
    remedy: 'Wait for the next minute or day, or raise the quota on the console.',
    retry: 'later',
    zh: {
      meaning: '该账号对此调用的每分钟或每日配额已用完。',
      remedy: '等到下一分钟或第二天，或在公众平台提高配额。',
    },
  },
} as const satisfies Record<string, CodeFacts>;
