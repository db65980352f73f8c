import { PlatformError } from '../errors.js';
import type { Interceptor } from '../interceptor.js';

/** The errcode of a call for a merchant that has not authorized the third-party platform. */
const NOT_AUTHORIZED = 61003;

/** Reports calls that the platform rejected because the merchant of the account has withdrawn its authorization. */
export function withdrawalReport(report: () => void): Interceptor {
  return (next) => (call) =>
    next(call).catch((error) => {
      if (error instanceof PlatformError && error.errcode === NOT_AUTHORIZED) report();
      throw error;
    });
}
