import type { LandingpageCreateRequest } from '../../platform/endpoints/landingpage.js';

export interface LandingPage extends LandingpageCreateRequest {
  readonly page_id: number;
}

/** The landing pages of one account, in order of creation. */
export class LandingPageStore {
  readonly #pages: LandingPage[] = [];

  /** Adds a page. The ids count from 1 (assumed). */
  create(request: LandingpageCreateRequest): LandingPage {
    const page = { page_id: this.#pages.length + 1, ...request };
    this.#pages.push(page);
    return page;
  }

  all(): readonly LandingPage[] {
    return this.#pages;
  }
}
