import { lostIn } from '../../../src/http/lost-clients.js';

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retransmits uid  timeout inode\n';
const REST = '1234 1 000000000707dcfe 20 4 30 10 -1\n';

const row = (state: string, retransmissions: string, probes: number, remote = '0100007F:8F23') =>
  `   0: 0100007F:0FA0 ${remote} ${state} 00000005:00000000 01:00000014 ${retransmissions}     0        ${probes} ${REST}`;

describe('the table of connections of the kernel', () => {
  test('names a connection once four retransmissions or probes in a row were not acknowledged', () => {
    expect(lostIn(HEADER + row('01', '00000003', 0))).toEqual([]);
    expect(lostIn(HEADER + row('01', '00000000', 3))).toEqual([]);
    for (const [retransmissions, probes] of [
      ['00000004', 0],
      ['00000002', 2],
      ['00000000', 4],
      ['0000000A', 0],
    ] as const) {
      expect(lostIn(HEADER + row('01', retransmissions, probes))).toEqual(['4000 36643 127.0.0.1']);
    }
  });

  test('names only connections that are established', () => {
    expect(lostIn(HEADER + row('04', '00000009', 0) + row('0A', '00000009', 0))).toEqual([]);
  });

  test.each([
    ['0000000000000000FFFF00000200A8C0', '::ffff:192.168.0.2'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
  ])('names the IPv6 address %s as Node.js does', (hex, address) => {
    const local = '00000000000000000000000000000000:0FA0';
    const line = `   1: ${local} ${hex}:C350 01 00000001:00000000 01:00000014 00000005     0        0 ${REST}`;
    expect(lostIn(HEADER + line)).toEqual([`4000 50000 ${address}`]);
  });

  test('is ignored where there is none', () => {
    expect(lostIn('')).toEqual([]);
  });
});
