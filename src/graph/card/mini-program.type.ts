import { ObjectType } from 'type-graphql';
import { text } from '../../platform/wire.js';
import { Nullable } from '../types/field.decorators.js';
import { descriptionOf } from './field-description.js';

@ObjectType({
  simpleResolvers: true,
  description: 'Page in a mini program. It opens instead of a web page where both are set.',
})
export class MiniProgramPage {
  @Nullable(() => String, descriptionOf('custom_field1.app_brand_user_name'))
  readonly userName: string | null;

  @Nullable(() => String, descriptionOf('custom_field1.app_brand_pass'))
  readonly path: string | null;

  private constructor(userName: string | null, path: string | null) {
    this.userName = userName;
    this.path = path;
  }

  /** Returns null if there is no such page: both of its parts are empty. */
  static from(userName: unknown, path: unknown): MiniProgramPage | null {
    const page = new MiniProgramPage(text(userName), text(path));
    return page.userName || page.path ? page : null;
  }
}
