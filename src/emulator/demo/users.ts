/** `oDEMO-user-0001`: a user of every account. */
export function demoOpenid(number: number): string {
  return `oDEMO-user-${String(number).padStart(4, '0')}`;
}
