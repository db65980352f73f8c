import { EmulatorClient } from '../unit/emulator/emulator-client.js';
import { type Authorization, ComponentClient } from './component-client.js';
import { ComponentReceiver } from './component-receiver.js';
import { EmulatorControl, type Grant } from './emulator-control.js';
import { until } from './time.js';

/** An emulator with a registered third-party platform, whose client has an access token. */
export class ComponentStack {
  readonly receiver: ComponentReceiver;
  readonly emulator: EmulatorClient;
  readonly control: EmulatorControl;
  readonly client: ComponentClient;

  private constructor(receiver: ComponentReceiver, emulator: EmulatorClient) {
    this.receiver = receiver;
    this.emulator = emulator;
    this.control = new EmulatorControl(emulator.url);
    this.client = new ComponentClient(emulator.url);
  }

  static async start(): Promise<ComponentStack> {
    const stack = new ComponentStack(await ComponentReceiver.start(), await EmulatorClient.start());
    await stack.control.registerComponent(stack.receiver.registration);
    await until(() => stack.receiver.ticket !== '');
    await stack.client.signIn(stack.receiver.ticket);
    return stack;
  }

  async close(): Promise<void> {
    await this.emulator.close();
    await this.receiver.close();
  }

  /** Authorizes a merchant and exchanges the code. */
  async authorized(grant: Grant): Promise<Authorization> {
    const { authorization_code: code } = await this.control.authorize(grant);
    return this.client.exchange(code);
  }

  advance(advanceSeconds: number): Promise<unknown> {
    return this.control.setClock({ advanceSeconds });
  }

  /** Waits for a number of notices of a type and returns all of them. */
  async notices(infoType: string, count: number) {
    await until(() => this.receiver.notices(infoType).length >= count);
    return this.receiver.notices(infoType);
  }

  /** Waits until no notice and no event is on its way. */
  async settled(): Promise<void> {
    await until(async () => (await this.control.state()).component.pushes?.pending === 0);
  }
}
