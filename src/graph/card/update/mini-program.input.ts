import { InputType } from 'type-graphql';
import { Updates } from './update-field.decorators.js';

@InputType({ description: 'Page in a mini program that is linked to the account.' })
export class MiniProgramPageInput {
  @Updates(() => String, 'app_brand_user_name', { row: 'custom_field1.app_brand_user_name', presence: 'required' })
  userName!: string;

  @Updates(() => String, 'app_brand_pass', { row: 'custom_field1.app_brand_pass', presence: 'required' })
  path!: string;
}
