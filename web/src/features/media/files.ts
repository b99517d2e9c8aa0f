import type { Attachment } from 'svelte/attachments';

/** The files in what is dropped or pasted. */
export function filesIn(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}

interface DropHandlers {
  /** Whether files hover over it. */
  over: (over: boolean) => void;
  drop: (files: File[]) => void;
}

/** Lets files be dropped anywhere on an element. */
export function dropping({ over, drop }: DropHandlers): Attachment<HTMLElement> {
  return (element) => {
    /** Each element within tells of its own coming and going. */
    let depth = 0;
    const count = (by: number) => over((depth = Math.max(0, depth + by)) > 0);
    const handlers: Record<string, (event: DragEvent) => void> = {
      dragenter: () => count(1),
      dragleave: () => count(-1),
      dragover: (event) => (event.dataTransfer!.dropEffect = 'copy'),
      drop: (event) => {
        count(-depth);
        drop(filesIn(event.dataTransfer));
      },
    };
    const listen = Object.entries(handlers).map(([name, handle]) => {
      const guarded = (event: Event) => {
        if (!(event instanceof DragEvent) || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        handle(event);
      };
      element.addEventListener(name, guarded);
      return () => element.removeEventListener(name, guarded);
    });
    return () => listen.forEach((stop) => stop());
  };
}
