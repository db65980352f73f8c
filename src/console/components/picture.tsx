import { useState } from 'preact/hooks';

/** The hosts of the platform's pictures. The content security policy allows no other one. */
const HOSTS = ['mmbiz.qpic.cn', 'mmbiz.qlogo.cn'];

/** A picture that repeats what the text beside it states. Its place stays empty if it cannot be loaded. */
export function Picture({ url }: { url: string | null }) {
  const [failed, setFailed] = useState<string>();
  const address = pictureAddress(url);
  if (address === undefined || failed === address) return <span class="picture" />;
  return (
    <img
      class="picture"
      src={address}
      alt=""
      width={40}
      height={40}
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => setFailed(address)}
    />
  );
}

/** The platform returns addresses with `http:` as well, which pages with `https:` do not load. */
function pictureAddress(url: string | null): string | undefined {
  try {
    const { host, pathname, search } = new URL(url ?? '');
    return HOSTS.includes(host) ? `https://${host}${pathname}${search}` : undefined;
  } catch {
    return undefined;
  }
}
