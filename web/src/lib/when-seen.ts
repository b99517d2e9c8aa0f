import type { Attachment } from 'svelte/attachments';

/** Calls `act` once, when the element comes near to what is in view. */
export function whenSeen(act: () => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        act();
      },
      { rootMargin: '400px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
