import { Directive, ID, ObjectType } from 'type-graphql';
import { NonNull, PersonalData } from '../types/field.decorators.js';

@Directive('@key(fields: "openid")')
@ObjectType({
  simpleResolvers: true,
  description: 'A user of this account. Other subgraphs join on `openid`, which is unique within one account only.',
})
export class WechatUser {
  @PersonalData()
  @NonNull(() => ID, 'The openid of the user.')
  readonly openid: string;

  constructor(openid: string) {
    this.openid = openid;
  }
}
