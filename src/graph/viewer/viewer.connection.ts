import { Int, ObjectType } from 'type-graphql';
import type { Account } from '../../platform/client.js';
import { PageInfo, type PageRequest } from '../fetching/paging.js';
import { NonNull } from '../types/field.decorators.js';
import { WechatAccount } from './viewer.type.js';

@ObjectType({ simpleResolvers: true, description: 'An account in a list, with its cursor.' })
export class WechatAccountEdge {
  @NonNull(() => WechatAccount, 'The account.')
  readonly node: WechatAccount;

  readonly #page: PageRequest;
  readonly #index: number;

  constructor(page: PageRequest, index: number, node: WechatAccount) {
    this.#page = page;
    this.#index = index;
    this.node = node;
  }

  @NonNull(() => String, 'Cursor of this account: pass it as `after` to continue after it.')
  get cursor(): string {
    return this.#page.cursor(this.#index);
  }
}

@ObjectType({ simpleResolvers: true, description: 'A page of the accounts that the caller may use.' })
export class WechatAccountConnection {
  @NonNull(() => [WechatAccountEdge], 'The accounts of this page with their cursors.')
  readonly edges: readonly WechatAccountEdge[];

  @NonNull(() => [WechatAccount], 'The accounts of this page without their cursors.')
  readonly nodes: readonly WechatAccount[];

  @NonNull(() => PageInfo, 'Position of the page in the list.')
  readonly pageInfo: PageInfo;

  @NonNull(() => Int, 'Number of accounts that the caller may use.')
  readonly totalCount: number;

  /** @param accounts all accounts that the caller may use. The page is a slice of them */
  constructor(page: PageRequest, accounts: readonly Pick<Account, 'appid' | 'authorization'>[]) {
    this.nodes = accounts.slice(page.start, page.start + page.first).map((account) => new WechatAccount(account));
    this.edges = this.nodes.map((node, index) => new WechatAccountEdge(page, index, node));
    this.pageInfo = new PageInfo(page, this.nodes.length, accounts.length);
    this.totalCount = accounts.length;
  }
}
