import { endpoint, type FieldRule } from '../endpoint.js';
import type { EmptyAnswer } from './card.update.js';
import type { UnixSeconds } from './card.wire.js';

/** The only documented type of rule: become a member upon payment. */
export const PAY_GIFT_RULE_TYPE = 'RULE_TYPE_PAY_MEMBER_CARD';

/** The type of rules that hand out a coupon upon a single payment. Observed in a public client. */
export const SINGLE_PAY_RULE_TYPE = 'RULE_TYPE_SINGLE_PAY';

export const PAY_GIFT_RULE_TYPES = [PAY_GIFT_RULE_TYPE, SINGLE_PAY_RULE_TYPE] as const;

/** Maximum merchant ids per call; more are 72005. Source: member-cards 8.4.1, Notes (the 100 in its table is a recommendation). */
export const MAX_MERCHANT_IDS = 10;

/** The only documented status. Source: member-cards 8.4.3. */
export const PAY_GIFT_RULE_STATUSES = ['RULE_STATUS_OK'] as const;

/** The documented errcodes of a merchant in fail_mchid_list. There may be others. Source: member-cards 8.4.1, Notes. */
export const MERCHANT_ERRCODES = [72001, 72002, 72003, 72004] as const;

/** A number in the documents' examples, but responses may have text. */
export type RuleId = number | string;

export interface PayGiftBaseInfo {
  mchid_list: string[];
  begin_time: UnixSeconds;
  end_time: UnixSeconds;
}

/** The card and the payments of a rule. The fields of a single-pay rule are assumed to be those of a member rule. */
export interface PayGiftMemberRule {
  card_id: string;
  /** In fen, inclusive. */
  least_cost: number;
  max_cost: number;
  jump_url?: string;
  app_brand_id?: string;
  app_brand_pass?: string;
}

/** A rule in a request. */
export interface PayGiftRuleRequest {
  type: string;
  base_info: PayGiftBaseInfo;
  member_rule?: PayGiftMemberRule;
  /** Instead of member_rule in a rule of the type SINGLE_PAY_RULE_TYPE. Observed in a public client. */
  single_pay?: PayGiftMemberRule;
}

/** A rule in a response. */
export interface PayGiftRuleInfo {
  type: string;
  base_info: PayGiftBaseInfo & {
    /** One of PAY_GIFT_RULE_STATUSES. */
    status: string;
    create_time: UnixSeconds;
    update_time: UnixSeconds;
  };
  member_rule?: PayGiftMemberRule;
  single_pay?: PayGiftMemberRule;
}

/** A merchant for which the rule was not created. This is data, not an error of the call. */
export interface PayGiftFailure {
  mchid: string;
  errcode: number;
  errmsg: string;
  /** 72004: the rule and the account that occupy the merchant. */
  occupy_rule_id?: RuleId;
  occupy_appid?: string;
}

export interface PaygiftcardAddRequest {
  rule_info: PayGiftRuleRequest;
}
export interface PaygiftcardAddAnswer {
  /** Absent if no merchant was accepted (assumed). */
  rule_id?: RuleId;
  succ_mchid_list?: string[];
  fail_mchid_list?: PayGiftFailure[];
  /** The spelling in the documents' table, older or wrong. The server reads both. */
  succ_list?: string[];
  fail_list?: PayGiftFailure[];
}

export interface PaygiftcardRuleRequest {
  rule_id: RuleId;
}
export interface PaygiftcardGetbyidAnswer {
  rule_info: PayGiftRuleInfo;
}

export interface PaygiftcardBatchgetRequest {
  type: string;
  /** If true, only rules in force are returned. Defaults to false (assumed). */
  effective?: boolean;
  /** Starts at 0. */
  offset: number;
  /** Has no documented maximum. */
  count: number;
}
export interface PaygiftcardBatchgetAnswer {
  /** Number of rules that match the filter, on all pages (assumed). */
  total_count: number;
  /** The documented items have no rule_id. */
  rule_list: (PayGiftRuleInfo & { rule_id?: RuleId })[];
}

const RULE_ID: FieldRule = { type: 'id', missing: 41011 };

/**
 * The limits of the fields in `rule_info`. Too many merchant ids are 72005 (documented), too few are 72031, and a rule that ends before it
 * begins is 40079 (both from the return-code list).
 */
export const RULE_INFO_FIELDS = {
  rule_info: {
    type: { type: 'string', missing: 72031, values: PAY_GIFT_RULE_TYPES, refused: 72031 },
    base_info: { type: 'object', missing: 72031 },
    // Documented as "not required", but a rule needs one of them (assumed). Without either it is 72031.
    member_rule: { type: 'object' },
    single_pay: { type: 'object' },
  },
  base_info: {
    mchid_list: { type: 'string[]', missing: 72031, min: 1, max: MAX_MERCHANT_IDS, refused: 72031 },
    begin_time: { type: 'int', missing: 40079, min: 0, max: 0xffff_ffff, refused: 40079 },
    end_time: { type: 'int', missing: 40079, min: 0, max: 0xffff_ffff, refused: 40079 },
  },
  member_rule: {
    card_id: { type: 'string', missing: 41012, maxUtf8Bytes: 32 },
    least_cost: { type: 'int', missing: 72031, min: 0, refused: 72031 },
    max_cost: { type: 'int', missing: 72031, min: 0, refused: 72031 },
    jump_url: { type: 'string' },
    app_brand_id: { type: 'string' },
    app_brand_pass: { type: 'string' },
  },
} as const satisfies {
  rule_info: { [Field in keyof Required<PayGiftRuleRequest>]: FieldRule };
  base_info: { [Field in keyof Required<PayGiftBaseInfo>]: FieldRule };
  member_rule: { [Field in keyof Required<PayGiftMemberRule>]: FieldRule };
};

/** Endpoints for rules that offer a member card to users who pay one of the merchants. */
export const paygiftcard = {
  /** Not repeatable: each call creates a rule. */
  add: endpoint<PaygiftcardAddRequest, PaygiftcardAddAnswer>({
    path: '/card/paygiftcard/add',
    method: 'POST',
    effect: 'once',
    request: { rule_info: { type: 'object', missing: 72031 } },
    errcodes: [40073, 40079, 41012, 72001, 72002, 72003, 72004, 72005, 72010, 72031],
    source: 'member-cards 8.4.1',
  }),
  delete: endpoint<PaygiftcardRuleRequest, EmptyAnswer>({
    path: '/card/paygiftcard/delete',
    method: 'POST',
    effect: 'write',
    request: { rule_id: RULE_ID },
    errcodes: [41011, 72032, 72033, 72034],
    source: 'member-cards 8.4.2',
  }),
  getbyid: endpoint<PaygiftcardRuleRequest, PaygiftcardGetbyidAnswer>({
    path: '/card/paygiftcard/getbyid',
    method: 'POST',
    effect: 'read',
    request: { rule_id: RULE_ID },
    errcodes: [41011, 72034],
    source: 'member-cards 8.4.3',
  }),
  batchget: endpoint<PaygiftcardBatchgetRequest, PaygiftcardBatchgetAnswer>({
    path: '/card/paygiftcard/batchget',
    method: 'POST',
    effect: 'read',
    request: {
      type: RULE_INFO_FIELDS.rule_info.type,
      effective: { type: 'bool' },
      offset: { type: 'int', missing: 41011, min: 0 },
      count: { type: 'int', missing: 41011, min: 0 },
    },
    errcodes: [40097, 41011, 72031],
    source: 'member-cards 8.4.4',
  }),
};
